package io.redpoll;

import static java.util.Objects.requireNonNull;

import io.redpoll.event.EventMetrics;
import io.redpoll.kubernetes.KubernetesMetrics;
import io.redpoll.kubernetes.KubernetesStatus;
import io.redpoll.registry.RegistryMetrics;
import java.util.HashMap;
import java.util.Map;

/**
 * What a bridge did since it was made, room by room, for whatever system of metrics its user has.
 *
 * @param status how the watch on Kubernetes is
 * @param kubernetes what it did
 * @param registry what was written down
 * @param events what was announced
 * @param strangers messages that no Redpoll sends, dropped, by address of the event bus
 */
public record BridgeMetrics(
    KubernetesStatus status,
    KubernetesMetrics kubernetes,
    RegistryMetrics registry,
    EventMetrics events,
    Map<String, Long> strangers) {

  public BridgeMetrics {
    requireNonNull(status, "status is null");
    requireNonNull(kubernetes, "kubernetes is null");
    requireNonNull(registry, "registry is null");
    requireNonNull(events, "events is null");
    strangers = Map.copyOf(strangers);
  }

  /** The same, with what was dropped on other addresses too. */
  public BridgeMetrics withStrangers(Map<String, Long> elsewhere) {
    Map<String, Long> all = new HashMap<>(strangers);
    elsewhere.forEach((address, count) -> all.merge(address, count, Long::sum));
    return new BridgeMetrics(status, kubernetes, registry, events, all);
  }
}
