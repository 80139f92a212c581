package io.redpoll.health;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceStatus;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
    if (before == ServiceStatus.UNKNOWN && unheard(snapshot)) {
      return ServiceStatus.UNKNOWN;
    }
    List<EndpointState> data = data(snapshot);
    if (data.isEmpty() && !snapshot.endpoints().isEmpty()) {
      return ofSentinels(snapshot.endpoints());
    }
    if (data.stream().noneMatch(ServiceRule::works)) {
      return ServiceStatus.DOWN;
    }
    boolean allUp = data.stream().allMatch(e -> e.status() == Status.UP && !e.fenced());
    return allUp && complete(snapshot) ? ServiceStatus.UP : ServiceStatus.DEGRADED;
  }

  private static boolean unheard(Snapshot snapshot) {
    return snapshot.endpoints().stream()
        .anyMatch(e -> e.role() != Role.SENTINEL && e.status() == Status.UNKNOWN);
  }

  /**
   * Its endpoints but for Sentinels. One that has not said what it is, as when its pod has just been replaced, is a Sentinel
   * if another on its port is: else a Service of Sentinels would be without any data until that one has answered.
   */
  private static List<EndpointState> data(Snapshot snapshot) {
    Set<Integer> watching = snapshot.endpoints().stream()
        .filter(e -> e.role() == Role.SENTINEL)
        .map(ServiceRule::port)
        .collect(Collectors.toSet());
    return snapshot.endpoints().stream()
        .filter(e -> e.role() != Role.SENTINEL)
        .filter(e -> e.role() != Role.UNKNOWN || !watching.contains(port(e)))
        .toList();
  }

  private static int port(EndpointState state) {
    return state.endpoint().address().port();
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
