package io.redpoll.health;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceStatus;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import java.util.List;

/** Concludes how a Service is as a whole. Pure. */
public final class ServiceRule {

  private ServiceRule() {}

  /** How the Service of {@code snapshot} is. */
  public static ServiceStatus conclude(Snapshot snapshot) {
    List<EndpointState> data =
        snapshot.endpoints().stream().filter(e -> e.role() != Role.SENTINEL).toList();
    if (fresh(snapshot) && data.stream().anyMatch(e -> e.status() == Status.UNKNOWN)) {
      return ServiceStatus.UNKNOWN;
    }
    if (data.isEmpty() && !snapshot.endpoints().isEmpty()) {
      return ofSentinels(snapshot.endpoints());
    }
    if (data.stream().noneMatch(EndpointState::usable)) {
      return ServiceStatus.DOWN;
    }
    boolean allUp = data.stream().allMatch(e -> e.status() == Status.UP && !e.fenced());
    return allUp && complete(snapshot) ? ServiceStatus.UP : ServiceStatus.DEGRADED;
  }

  /** A Service of Sentinels alone is as good as they are; nobody sends it commands. */
  private static ServiceStatus ofSentinels(List<EndpointState> sentinels) {
    if (sentinels.stream().noneMatch(e -> e.status().usable())) {
      return ServiceStatus.DOWN;
    }
    boolean allUp = sentinels.stream().allMatch(e -> e.status() == Status.UP);
    return allUp ? ServiceStatus.UP : ServiceStatus.DEGRADED;
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
