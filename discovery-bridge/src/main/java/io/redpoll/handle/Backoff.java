package io.redpoll.handle;

import java.util.random.RandomGenerator;

/** How long to wait before the next try: doubling, bounded, and never the same for all. */
record Backoff(long firstMillis, long mostMillis) {

  /** Between half of the wait and all of it; {@code failures} counts from 1. */
  long millis(int failures, RandomGenerator random) {
    long wait = Math.min(mostMillis, firstMillis << Math.min(failures - 1, 20));
    return wait - random.nextLong(wait / 2 + 1);
  }
}
