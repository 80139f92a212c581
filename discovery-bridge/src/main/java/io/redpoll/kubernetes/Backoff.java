package io.redpoll.kubernetes;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: 0.8 s, then twice as long each time up to 30 s, and each time up to as much again by
 * chance, so that agents that failed together do not come back together. Two minutes of health start it over.
 *
 * <p>It belongs to the context of its reflector.
 */
final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(800);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long HEALTHY_NANOS = Duration.ofMinutes(2).toNanos();

  private final RandomGenerator random;
  private Duration next = FIRST;
  private boolean healthy;
  private long healthySince;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** It works, since this time in nanoseconds at the latest. */
  void worked(long nanoTime) {
    if (!healthy) {
      healthy = true;
      healthySince = nanoTime;
    }
  }

  /** It failed at this time in nanoseconds: how long to wait. */
  Duration failed(long nanoTime) {
    if (healthy && nanoTime - healthySince >= HEALTHY_NANOS) {
      next = FIRST;
    }
    healthy = false;
    Duration base = next;
    next = base.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : base.multipliedBy(2);
    return base.plusNanos((long) (base.toNanos() * random.nextDouble()));
  }
}
