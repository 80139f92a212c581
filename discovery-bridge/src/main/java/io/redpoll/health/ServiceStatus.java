package io.redpoll.health;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import java.util.List;

/** How a Service is as a whole, for the events {@code service.up}, {@code service.degraded} and {@code service.down}. */
enum ServiceStatus {
  /** Its first checks are still under way. */
  UNKNOWN,
  /** All of it works. */
  UP,
  /** Some of it works: an endpoint is out, or nobody takes writes. */
  DEGRADED,
  /** Nothing of it works. */
  DOWN;

  static ServiceStatus of(Snapshot snapshot) {
    List<EndpointState> data =
        snapshot.endpoints().stream().filter(e -> e.role() != Role.SENTINEL).toList();
    if (fresh(snapshot) && data.stream().anyMatch(e -> e.status() == Status.UNKNOWN)) {
      return UNKNOWN;
    }
    if (data.stream().noneMatch(EndpointState::usable)) {
      return DOWN;
    }
    boolean allUp = data.stream().allMatch(e -> e.status() == Status.UP && !e.fenced());
    return allUp && complete(snapshot) ? UP : DEGRADED;
  }

  /** A Service that has never been judged as a whole: to call it degraded while its first checks run would be noise. */
  private static boolean fresh(Snapshot snapshot) {
    return switch (snapshot.topology()) {
      case STANDALONE, REPLICATED -> snapshot.epoch() == 0;
      case SHARDED -> snapshot.ring().isEmpty();
      case UNKNOWN, CLUSTER, PROXIED -> true;
    };
  }

  private static boolean complete(Snapshot snapshot) {
    return switch (snapshot.topology()) {
      case STANDALONE, REPLICATED -> snapshot.primary().isPresent();
      case SHARDED -> snapshot.ring().stream().allMatch(shard -> has(snapshot, shard));
      case UNKNOWN, CLUSTER, PROXIED -> true;
    };
  }

  private static boolean has(Snapshot snapshot, String shard) {
    return snapshot.endpoints().stream().anyMatch(e -> e.endpoint().shard().equals(shard));
  }
}
