package io.redpoll.agent.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.redpoll.BridgeMetrics;
import io.redpoll.endpoint.EventType;
import io.redpoll.event.EventAddresses;
import io.redpoll.event.EventMetrics;
import io.redpoll.kubernetes.KubernetesMetrics;
import io.redpoll.kubernetes.KubernetesMetrics.Mirrored;
import io.redpoll.kubernetes.KubernetesStatus;
import io.redpoll.registry.RegistryMetrics;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What the library counted: the mirror of Kubernetes, the records, the events. */
final class BridgeMeters {

  private final Tally lists;
  private final Tally watches;
  private final Tally watchesEnded;
  private final Tally watchSeconds;
  private final Tally watchEvents;
  private final Tally failures;
  private final Tally skipped;
  private final Tally resyncs;
  private final Tally mirrored;
  private final Tally synced;
  private final Tally lastContact;
  private final Tally writes;
  private final Tally writeFailures;
  private final Tally reconciles;
  private final Tally repairs;
  private final Tally events;
  private final Tally strangers;

  BridgeMeters(MeterRegistry registry) {
    lists = Tally.counters(
            registry, "redpoll.kubernetes.lists", "reason", "Lists of the Kubernetes API begun")
        .atZero("start");
    watches = Tally.counter(
        registry, "redpoll.kubernetes.watches", "Watches of the Kubernetes API begun");
    watchesEnded = Tally.counter(
        registry, "redpoll.kubernetes.watches.ended", "Watches that ended after they were open");
    watchSeconds = Tally.counter(
        registry, "redpoll.kubernetes.watch.seconds", "How long ended watches were open together");
    watchEvents = Tally.counters(
            registry, "redpoll.kubernetes.events", "type", "Events that watches brought")
        .atZero("changed");
    failures = Tally.counters(
            registry, "redpoll.kubernetes.failures", "kind", "Requests that failed")
        .atZero("unreachable");
    skipped = Tally.counters(
            registry, "redpoll.kubernetes.skipped", "reason", "Objects skipped as malformed")
        .atZero("port");
    resyncs = Tally.counter(
        registry, "redpoll.kubernetes.resyncs", "How often all that is known was told again");
    mirrored = Tally.gauges(
        registry, "redpoll.kubernetes.mirrored", "kind", "What the mirror holds of all Services");
    synced =
        Tally.gauge(registry, "redpoll.kubernetes.synced", "1 once every namespace was listed");
    lastContact = Tally.gauge(
        registry,
        "redpoll.kubernetes.last.contact.timestamp.seconds",
        "When the API last answered as it should, as Unix time; 0 if never");
    writes = Tally.counters(
            registry, "redpoll.registry.writes", "kind", "Records written and taken away")
        .atZero("update")
        .atZero("remove");
    writeFailures = Tally.counter(
        registry, "redpoll.registry.failures", "Writes that the registry refused, tried again");
    reconciles = Tally.counter(
        registry, "redpoll.registry.reconciles", "How often records were compared with the truth");
    repairs = Tally.counter(
        registry, "redpoll.registry.repairs", "Services whose records were found to differ then");
    events = Tally.counters(
        registry, "redpoll.events", "type", "Health events that this agent announced");
    for (EventType type : EventType.values()) {
      events.atZero(type.wireName());
    }
    strangers = Tally.counters(
            registry, "redpoll.bus.dropped", "address", "Messages dropped that no Redpoll sends")
        .atZero(EventAddresses.SNAPSHOT)
        .atZero(EventAddresses.REPORTS)
        .atZero("redpoll.latencies.agent");
  }

  void show(BridgeMetrics metrics) {
    show(metrics.status());
    show(metrics.kubernetes());
    show(metrics.registry());
    show(metrics.events());
    strangers.setAll(byAddress(metrics.strangers()));
  }

  private void show(KubernetesStatus status) {
    synced.set(status.synced() ? 1 : 0);
    lastContact.set(status.lastContact().map(Instant::getEpochSecond).orElse(0L));
  }

  private void show(KubernetesMetrics metrics) {
    lists.setAll(metrics.lists());
    watches.set(metrics.watches());
    watchesEnded.set(metrics.watchesEnded());
    watchSeconds.set(metrics.watchTime().toSeconds());
    watchEvents.setAll(metrics.events());
    failures.setAll(metrics.failures());
    skipped.setAll(metrics.skipped());
    resyncs.set(metrics.resyncs());
    Mirrored held = metrics.mirrored();
    mirrored.set("slices", held.slices());
    mirrored.set("pods", held.pods());
    mirrored.set("services", held.services());
    mirrored.set("endpoints", held.endpoints());
  }

  private void show(RegistryMetrics metrics) {
    writes.set("update", metrics.updates());
    writes.set("remove", metrics.removals());
    writeFailures.set(metrics.failures());
    reconciles.set(metrics.reconciles());
    repairs.set(metrics.repairs());
  }

  private void show(EventMetrics metrics) {
    metrics.published().forEach((type, count) -> events.set(type.wireName(), count));
  }

  /** Without the names of agents that some addresses end with: a label has few values. */
  static Map<String, Long> byAddress(Map<String, Long> dropped) {
    Map<String, Long> byAddress = new TreeMap<>();
    dropped.forEach((address, count) ->
        byAddress.merge(address.replaceFirst("\\.agent\\..*", ".agent"), count, Long::sum));
    return byAddress;
  }
}
