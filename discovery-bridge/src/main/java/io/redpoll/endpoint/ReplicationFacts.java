package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a Redis process said about itself in answer to ROLE and INFO.
 *
 * @param role its role
 * @param runId its {@code run_id}: new with each start of the process; empty if it did not tell
 * @param clusterMode whether it runs in Redis Cluster mode
 * @param follows the primary that a replica follows; {@link #NOBODY} for anything else
 * @param linkUp whether a replica is connected to its primary; true for anything else
 * @param watches the primaries that a Sentinel watches, by name; empty for anything else
 * @param keys whether it holds any key
 */
public record ReplicationFacts(
    Role role,
    String runId,
    boolean clusterMode,
    HostAndPort follows,
    boolean linkUp,
    List<Monitored> watches,
    Keys keys) {

  /** The address of no primary. */
  public static final HostAndPort NOBODY = new HostAndPort("", 0);

  public ReplicationFacts {
    requireNonNull(role, "role is null");
    requireNonNull(runId, "runId is null");
    requireNonNull(follows, "follows is null");
    watches = List.copyOf(watches);
    requireNonNull(keys, "keys is null");
  }

  /** Of a process that is no Sentinel. */
  public ReplicationFacts(
      Role role, String runId, boolean clusterMode, HostAndPort follows, boolean linkUp) {
    this(role, runId, clusterMode, follows, linkUp, List.of(), Keys.UNKNOWN);
  }

  /** The same of a process that told whether it holds any key. */
  public ReplicationFacts withKeys(Keys told) {
    return new ReplicationFacts(role, runId, clusterMode, follows, linkUp, watches, told);
  }

  /** A primary that leads nobody in particular. */
  public static ReplicationFacts primary(String runId, boolean clusterMode) {
    return new ReplicationFacts(Role.PRIMARY, runId, clusterMode, NOBODY, true);
  }

  /** A replica of the process at {@code follows}. */
  public static ReplicationFacts replica(String runId, HostAndPort follows, boolean linkUp) {
    return new ReplicationFacts(Role.REPLICA, runId, false, follows, linkUp);
  }

  /** A Sentinel that watches these primaries. */
  public static ReplicationFacts sentinel(String runId, List<Monitored> watches) {
    return new ReplicationFacts(Role.SENTINEL, runId, false, NOBODY, true, watches, Keys.UNKNOWN);
  }
}
