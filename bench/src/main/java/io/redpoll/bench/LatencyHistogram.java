package io.redpoll.bench;

/** Counts latencies without allocating, in buckets that are at most 1.6 % wide. One thread. */
final class LatencyHistogram {

  /** Buckets for each power of two. */
  private static final int STEPS = 64;

  private static final int STEP_BITS = 6;

  private final int[] counts = new int[STEPS * (Long.SIZE - STEP_BITS)];
  private long total;

  void add(long nanos) {
    counts[bucket(Math.max(0, nanos))]++;
    total++;
  }

  /** Adds all that another has counted. */
  void add(LatencyHistogram other) {
    for (int bucket = 0; bucket < counts.length; bucket++) {
      counts[bucket] += other.counts[bucket];
    }
    total += other.total;
  }

  long count() {
    return total;
  }

  /** The latency in nanos that {@code share} (0 to 1) of all did not exceed, to the width of a bucket. */
  long quantile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen >= rank) {
        return highest(bucket);
      }
    }
    return 0;
  }

  private static int bucket(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int shift = Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(nanos);
    return (shift + 1) * STEPS + (int) (nanos >>> shift) - STEPS;
  }

  private static long highest(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int shift = bucket / STEPS - 1;
    long lowest = (long) (STEPS + bucket % STEPS) << shift;
    return lowest + (1L << shift) - 1;
  }
}
