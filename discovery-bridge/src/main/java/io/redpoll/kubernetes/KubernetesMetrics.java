package io.redpoll.kubernetes;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;

/**
 * What the mirror of the Kubernetes API did since its start, and how much it holds. All but {@code mirrored} only grows.
 * How long ago the API was heard of is in {@link KubernetesStatus#lastContact()}; alert when that is over 10 minutes.
 *
 * @param lists how many lists were begun, by reason: {@code start}, or the failure that made one necessary
 * @param watches how many watches were begun
 * @param watchesEnded how many watches ended after they had been opened
 * @param watchTime how long these were open together
 * @param events events of watches by type: {@code changed}, {@code deleted}, {@code bookmark}, {@code error}, {@code unknown}
 * @param failures how many requests failed, by kind: {@code unreachable}, {@code forbidden}, {@code expired} and so on
 * @param skipped objects, endpoints and events that were skipped, by reason: {@code address}, {@code port} and so on
 * @param resyncs how often all was told again
 * @param mirrored what it holds
 */
public record KubernetesMetrics(
    Map<String, Long> lists,
    long watches,
    long watchesEnded,
    Duration watchTime,
    Map<String, Long> events,
    Map<String, Long> failures,
    Map<String, Long> skipped,
    long resyncs,
    Mirrored mirrored) {

  public KubernetesMetrics {
    lists = Map.copyOf(lists);
    requireNonNull(watchTime, "watchTime is null");
    events = Map.copyOf(events);
    failures = Map.copyOf(failures);
    skipped = Map.copyOf(skipped);
    requireNonNull(mirrored, "mirrored is null");
  }

  /**
   * What the mirror holds at this moment.
   *
   * @param slices EndpointSlices that are Redis
   * @param pods pods that the pod selector found
   * @param services Services of Redis
   * @param endpoints their endpoints, one that is in two Services counted twice
   */
  public record Mirrored(int slices, int pods, int services, int endpoints) {
    static final Mirrored NOTHING = new Mirrored(0, 0, 0, 0);
  }
}
