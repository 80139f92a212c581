package io.redpoll.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What many trials of one kind took, in nanoseconds. One thread. */
final class Latencies {

  private static final double MILLI = 1e6;

  private final List<Long> nanos = new ArrayList<>();

  void add(long elapsed) {
    nanos.add(elapsed);
  }

  /** Hands on the middle, the highest but for one in a hundred, the highest, and how many there were. */
  void record(Recorder recorder, Map<String, Object> setting, String subject) {
    List<Long> sorted = nanos.stream().sorted().toList();
    add(recorder, setting, subject, "p50", "ms", at(sorted, 0.50) / MILLI);
    add(recorder, setting, subject, "p99", "ms", at(sorted, 0.99) / MILLI);
    add(recorder, setting, subject, "max", "ms", at(sorted, 1) / MILLI);
    add(recorder, setting, subject, "trials", "", sorted.size());
  }

  private static void add(
      Recorder recorder,
      Map<String, Object> setting,
      String subject,
      String metric,
      String unit,
      double value) {
    recorder.add(new Measurement(setting, subject, metric, unit, "1", value));
  }

  private static long at(List<Long> sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(1, rank) - 1);
  }
}
