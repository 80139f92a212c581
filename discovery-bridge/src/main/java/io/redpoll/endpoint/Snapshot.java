package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one Service at one moment: what a handle routes by.
 *
 * @param service the Service
 * @param settings what its labels say
 * @param version grows with each change, also when another agent takes over: {@code max(previous + 1, wall clock millis)}
 * @param epoch grows with each agreed change of primary
 * @param topology how the endpoints hold the data
 * @param primary the primary of a REPLICATED or STANDALONE Service, empty if there is none
 * @param ring the shard names that carry the keys of a SHARDED Service, sorted; empty for others
 * @param leftovers of a ring of mode cache: the shards, sorted, that each of its shards stood in for, and whose keys it may
 *     still hold as they were then; empty for others. For the next curator, not for handles
 * @param swept by shard that has leftovers: the run id of the process that was swept, and so holds none of them
 * @param endpoints its endpoints in the order of shard name and port
 */
public record Snapshot(
    ServiceId service,
    ServiceSettings settings,
    long version,
    long epoch,
    Topology topology,
    Optional<EndpointId> primary,
    List<String> ring,
    Map<String, List<String>> leftovers,
    Map<String, String> swept,
    List<EndpointState> endpoints) {

  public Snapshot {
    requireNonNull(service, "service is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(topology, "topology is null");
    requireNonNull(primary, "primary is null");
    ring = List.copyOf(ring);
    leftovers = Map.copyOf(leftovers);
    swept = Map.copyOf(swept);
    endpoints = List.copyOf(endpoints);
  }

  /** A state without leftovers. */
  public Snapshot(
      ServiceId service,
      ServiceSettings settings,
      long version,
      long epoch,
      Topology topology,
      Optional<EndpointId> primary,
      List<String> ring,
      List<EndpointState> endpoints) {
    this(service, settings, version, epoch, topology, primary, ring, Map.of(), Map.of(), endpoints);
  }

  /** The state of the endpoint with this identity. */
  public Optional<EndpointState> endpoint(EndpointId id) {
    return endpoints.stream().filter(state -> state.id().equals(id)).findFirst();
  }

  /** Whether anything but the version differs. */
  public boolean sameAs(Snapshot other) {
    return equals(other.withVersion(version));
  }

  /** The same state under another version. */
  public Snapshot withVersion(long newVersion) {
    return new Snapshot(
        service, settings, newVersion, epoch, topology, primary, ring, leftovers, swept, endpoints);
  }
}
