package io.redpoll.kubernetes;

import io.redpoll.kubernetes.KubernetesMetrics.Mirrored;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Counts what the mirror does. It belongs to the context of its source. */
final class Counters {

  private final Map<String, Long> lists = new TreeMap<>();
  private final Map<String, Long> events = new TreeMap<>();
  private final Map<String, Long> failures = new TreeMap<>();
  private final Map<String, Long> skipped = new TreeMap<>();
  private long watches;
  private long watchesEnded;
  private long watchNanos;
  private long resyncs;

  /** A list begins, for this reason. */
  void list(String reason) {
    lists.merge(reason, 1L, Long::sum);
  }

  void watchBegan() {
    watches++;
  }

  void watchEnded(long nanos) {
    watchesEnded++;
    watchNanos += nanos;
  }

  void event(String type) {
    events.merge(type, 1L, Long::sum);
  }

  void failure(String kind) {
    failures.merge(kind, 1L, Long::sum);
  }

  void skipped(Fault.Reason reason) {
    skipped.merge(reason.label(), 1L, Long::sum);
  }

  /** How much was skipped, for whatever reason. */
  long skipped() {
    return skipped.values().stream().mapToLong(Long::longValue).sum();
  }

  void resync() {
    resyncs++;
  }

  /** All of it at this moment. */
  KubernetesMetrics snapshot(Mirrored mirrored) {
    return new KubernetesMetrics(
        lists,
        watches,
        watchesEnded,
        Duration.ofNanos(watchNanos),
        events,
        failures,
        skipped,
        resyncs,
        mirrored);
  }
}
