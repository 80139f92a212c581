package io.redpoll.endpoint;

import java.util.Locale;

/**
 * What happened, with a type for each kind of news: what {@link HealthEvent#change} gives. An event whose words do not fit
 * its type is an {@link IllegalArgumentException}.
 */
public sealed interface Change {

  /** Kubernetes has a Service that it did not have. */
  record ServiceAdded() implements Change {}

  /** Kubernetes no longer has the Service. */
  record ServiceRemoved() implements Change {}

  /** A Service as a whole is better or worse than it was. */
  record ServiceStatusChanged(ServiceStatus from, ServiceStatus to) implements Change {}

  /** The Service has an endpoint that it did not have. */
  record EndpointJoined(Endpoint endpoint) implements Change {}

  /** An endpoint is gone; {@code last} is what it was at the end. */
  record EndpointLeft(Endpoint endpoint, Status last) implements Change {}

  /**
   * A new process under the name of one that was there; {@code before} is where that one listened. An endpoint that was
   * known by its id was restarted within its pod, and keeps the status that was told; another one has none yet.
   */
  record EndpointRestarted(Endpoint endpoint, String before) implements Change {}

  /** An endpoint is up, down, degraded, draining or unreachable. */
  record EndpointStatusChanged(Endpoint endpoint, Status from, Status to) implements Change {}

  /** Another endpoint takes the writes; {@code before} is the shard name of the last one, empty if there was none. */
  record PrimaryChanged(Endpoint primary, String before) implements Change {}

  /** An endpoint claims to be primary and is not: it gets no commands. */
  record PrimarySplit(Endpoint fenced) implements Change {}

  /** The primary came back without its data. */
  record PrimaryEmptied(Endpoint primary) implements Change {}

  /** A shard that had left the ring was emptied by its prober, so that it may enter again. */
  record ShardEmptied(Endpoint shard) implements Change {}

  /** A shard that had left the ring came back with keys, could not be emptied, and stays out. */
  record ShardExcluded(Endpoint shard, String reason) implements Change {}

  /** The keys of other shards, which it had held while these were out, were deleted from a shard by its prober. */
  record ShardSwept(Endpoint shard) implements Change {}

  /** They could not be deleted: the others stay in the ring when they fail again. */
  record ShardUnswept(Endpoint shard, String reason) implements Change {}

  /** The endpoints hold the data in another way than before. */
  record TopologyChanged(Topology from, Topology to) implements Change {}

  /** An endpoint is not what its Service's labels or the others say of it; what it says itself counts. */
  record RoleMismatch(Endpoint endpoint, String stated, String actual) implements Change {}

  /** A label of the Service is invalid and was ignored. */
  record ConfigInvalid(String problem) implements Change {}

  /** What an event tells. */
  static Change of(HealthEvent event) {
    return switch (event.type()) {
      case SERVICE_ADDED -> new ServiceAdded();
      case SERVICE_REMOVED -> new ServiceRemoved();
      case SERVICE_UP, SERVICE_DEGRADED, SERVICE_DOWN ->
        new ServiceStatusChanged(
            ServiceStatus.valueOf(event.from()), ServiceStatus.valueOf(event.to()));
      case TOPOLOGY_CHANGED -> new TopologyChanged(topology(event.from()), topology(event.to()));
      case CONFIG_INVALID -> new ConfigInvalid(event.to());
      case ENDPOINT_JOINED,
          ENDPOINT_LEFT,
          ENDPOINT_RESTARTED,
          ENDPOINT_UP,
          ENDPOINT_DOWN,
          ENDPOINT_DEGRADED,
          ENDPOINT_DRAINING,
          ENDPOINT_UNREACHABLE,
          PRIMARY_CHANGED,
          PRIMARY_SPLIT,
          PRIMARY_EMPTIED,
          SHARD_EMPTIED,
          SHARD_EXCLUDED,
          SHARD_SWEPT,
          SHARD_UNSWEPT,
          ROLE_MISMATCH -> ofEndpoint(event, endpoint(event));
    };
  }

  private static Change ofEndpoint(HealthEvent event, Endpoint endpoint) {
    return switch (event.type()) {
      case ENDPOINT_JOINED -> new EndpointJoined(endpoint);
      case ENDPOINT_LEFT -> new EndpointLeft(endpoint, Status.valueOf(event.from()));
      case ENDPOINT_RESTARTED -> new EndpointRestarted(endpoint, event.from());
      case PRIMARY_CHANGED -> new PrimaryChanged(endpoint, event.from());
      case PRIMARY_SPLIT -> new PrimarySplit(endpoint);
      case PRIMARY_EMPTIED -> new PrimaryEmptied(endpoint);
      case SHARD_EMPTIED -> new ShardEmptied(endpoint);
      case SHARD_EXCLUDED -> new ShardExcluded(endpoint, event.to());
      case SHARD_SWEPT -> new ShardSwept(endpoint);
      case SHARD_UNSWEPT -> new ShardUnswept(endpoint, event.to());
      case ROLE_MISMATCH -> new RoleMismatch(endpoint, event.from(), event.to());
      default ->
        new EndpointStatusChanged(
            endpoint, Status.valueOf(event.from()), Status.valueOf(event.to()));
    };
  }

  private static Endpoint endpoint(HealthEvent event) {
    return event
        .endpoint()
        .orElseThrow(() -> new IllegalArgumentException(
            "event " + event.type().wireName() + ": no endpoint (expected: the one concerned)"));
  }

  private static Topology topology(String label) {
    return Topology.valueOf(label.toUpperCase(Locale.ROOT));
  }
}
