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

  /** How the Service of {@code snapshot} is, for those who were told nothing of it before. */
  public static ServiceStatus conclude(Snapshot snapshot) {
    return conclude(snapshot, fresh(snapshot) ? ServiceStatus.UNKNOWN : ServiceStatus.DEGRADED);
  }

  /**
   * The status of a Service.
   *
   * @param before what was told of it last. While that is nothing, its first checks are waited for: to call it degraded as
   *     long as they run would be noise
   */
  static ServiceStatus conclude(Snapshot snapshot, ServiceStatus before) {
    List<EndpointState> data =
        snapshot.endpoints().stream().filter(e -> e.role() != Role.SENTINEL).toList();
    boolean unheard = data.stream().anyMatch(e -> e.status() == Status.UNKNOWN);
    if (before == ServiceStatus.UNKNOWN && unheard) {
      return ServiceStatus.UNKNOWN;
    }
    if (data.isEmpty() && !snapshot.endpoints().isEmpty()) {
      return ofSentinels(snapshot.endpoints());
    }
    if (data.stream().noneMatch(ServiceRule::works)) {
      return ServiceStatus.DOWN;
    }
    boolean allUp = data.stream().allMatch(e -> e.status() == Status.UP && !e.fenced());
    return allUp && complete(snapshot) ? ServiceStatus.UP : ServiceStatus.DEGRADED;
  }

  /** Also for those only that can reach it. */
  private static boolean works(EndpointState state) {
    return state.usable() || (state.status() == Status.UNREACHABLE && !state.fenced());
  }

  /** A Service of Sentinels alone is as good as they are; nobody sends it commands. */
  private static ServiceStatus ofSentinels(List<EndpointState> sentinels) {
    if (sentinels.stream().noneMatch(e -> e.status().usable())) {
      return ServiceStatus.DOWN;
    }
    boolean allUp = sentinels.stream().allMatch(e -> e.status() == Status.UP);
    return allUp ? ServiceStatus.UP : ServiceStatus.DEGRADED;
  }

  /** A Service that has never been judged as a whole. */
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
