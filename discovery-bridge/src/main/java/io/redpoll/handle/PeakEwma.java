package io.redpoll.handle;

/**
 * How long an endpoint takes to answer: a moving average that follows a rise at once and forgets it slowly, so that one slow
 * answer counts.
 *
 * <p>After Finagle's peak EWMA. Written by one thread, read by any: a reader may mix a value with the time of the next one,
 * which are close.
 */
final class PeakEwma {

  /** What is older than some of these is forgotten. */
  private static final double DECAY_NANOS = 10e9;

  private long at;

  /** Written last and read first, so that {@link #at} is seen too. */
  private volatile double average;

  /** Notes that an answer took {@code rtt} nanoseconds. */
  void add(long rtt, long now) {
    double before = average;
    if (rtt > before) {
      at = now;
      average = rtt;
    } else if (now != at) {
      // Of answers that came together the slowest counts.
      double kept = weight(now);
      at = now;
      average = before * kept + rtt * (1 - kept);
    }
  }

  /** The average in nanoseconds, which fades while nothing is asked; 0 before the first answer. */
  double nanos(long now) {
    double value = average;
    return value == 0 ? 0 : value * weight(now);
  }

  private double weight(long now) {
    double age = Math.max(0, now - at) / DECAY_NANOS;
    // Answers come close together, and there the tangent is the curve to nine digits.
    return age < 1e-5 ? 1 - age : Math.exp(-age);
  }
}
