package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/**
 * What one Sentinel says of one primary that it watches: its view, which others need not share.
 *
 * @param name the name under which Sentinels know the primary and its replicas, {@code mymaster} for instance
 * @param primary where it believes the primary to be: an IP address, or a name where Sentinel announces host names
 * @param replicas where it believes the replicas to be, sorted; also those that are gone, since Sentinel forgets none
 * @param quorum how many Sentinels must agree that the primary is down
 * @param otherSentinels how many Sentinels it knows beside itself that watch this primary, also those that are gone
 * @param epoch the {@code config-epoch}: grows with each failover, and the view with the higher one is the newer
 * @param flags what it holds against the primary
 */
public record Monitored(
    String name,
    HostAndPort primary,
    List<HostAndPort> replicas,
    int quorum,
    int otherSentinels,
    long epoch,
    Set<Flag> flags) {

  public Monitored {
    requireNonNull(name, "name is null");
    requireNonNull(primary, "primary is null");
    replicas = List.copyOf(replicas);
    if (name.isEmpty() || quorum < 0 || otherSentinels < 0 || epoch < 0) {
      throw new IllegalArgumentException("monitored: " + name + ", quorum " + quorum
          + ", other sentinels " + otherSentinels + ", epoch " + epoch
          + " (expected: a name and nothing below 0)");
    }
    flags = Set.copyOf(flags);
  }

  /** What a Sentinel may hold against a primary, in Redis' own words. */
  public enum Flag {
    /** It does not answer this Sentinel. */
    S_DOWN,
    /** It does not answer as many Sentinels as the quorum wants. */
    O_DOWN,
    /** Another is being made primary in its place. */
    FAILOVER_IN_PROGRESS
  }
}
