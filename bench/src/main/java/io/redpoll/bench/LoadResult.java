package io.redpoll.bench;

import java.util.concurrent.TimeUnit;

/**
 * What came of a load.
 *
 * @param perSecond commands answered in a second
 * @param p50Nanos the latency that half of them did not exceed
 * @param p99Nanos the latency that 99 of 100 did not exceed
 * @param bytesPerCommand heap allocated for one, by all threads, the load's own share included
 */
record LoadResult(double perSecond, long p50Nanos, long p99Nanos, double bytesPerCommand) {

  /** Of the latencies counted in {@code nanos}, while {@code bytes} were allocated. */
  static LoadResult of(LatencyHistogram latencies, long nanos, long bytes) {
    double commands = latencies.count();
    return new LoadResult(
        commands * TimeUnit.SECONDS.toNanos(1) / nanos,
        latencies.quantile(0.50),
        latencies.quantile(0.99),
        bytes / commands);
  }
}
