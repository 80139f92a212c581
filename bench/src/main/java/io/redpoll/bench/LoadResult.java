package io.redpoll.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What came of a load.
 *
 * @param latencies of the commands that were answered
 * @param perSecond how many were answered in a second
 * @param used meanwhile, by all threads of the JVM (the load's own share included) and by Redis
 */
record LoadResult(LatencyHistogram latencies, double perSecond, Usage used) {

  /** Of the latencies counted in {@code nanos}. */
  static LoadResult of(LatencyHistogram latencies, long nanos, Usage used) {
    double perSecond = (double) latencies.count() * TimeUnit.SECONDS.toNanos(1) / nanos;
    return new LoadResult(latencies, perSecond, used);
  }

  /** Of loads that ran side by side. */
  static LoadResult together(List<LoadResult> results) {
    LatencyHistogram all = new LatencyHistogram();
    results.forEach(result -> all.add(result.latencies));
    return new LoadResult(
        all,
        results.stream().mapToDouble(LoadResult::perSecond).sum(),
        Usage.mean(results.stream().map(LoadResult::used).toList()));
  }

  /** The latency in microseconds that this share (0 to 1) did not exceed. */
  double micros(double share) {
    return latencies.quantile(share) / 1e3;
  }

  double bytesPerCommand() {
    return (double) used.bytes() / latencies.count();
  }

  double clientMicrosPerCommand() {
    return used.clientNanos() / 1e3 / latencies.count();
  }

  double serverMicrosPerCommand() {
    return used.serverNanos() / 1e3 / latencies.count();
  }
}
