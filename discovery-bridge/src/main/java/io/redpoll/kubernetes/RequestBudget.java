package io.redpoll.kubernetes;

import java.time.Duration;

/**
 * A limit on requests whatever the reason for them: 10 at once, then 5 each second. It belongs to the context of its
 * source.
 */
final class RequestBudget {

  private static final long NANOS_PER_REQUEST = Duration.ofMillis(200).toNanos();
  private static final long BURST_NANOS = 10 * NANOS_PER_REQUEST;

  /** When the budget is full again if nothing more is asked, as the request before left it. */
  private long fullAt;

  private boolean used;

  /** Takes one request out of the budget at this time in nanoseconds: how long it must wait. */
  Duration take(long nanoTime) {
    if (!used || nanoTime - fullAt > 0) {
      fullAt = nanoTime;
      used = true;
    }
    fullAt += NANOS_PER_REQUEST;
    return Duration.ofNanos(Math.max(0, fullAt - nanoTime - BURST_NANOS));
  }
}
