package io.redpoll.kubernetes;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets others have the event loop while much comes in: what is read in one turn is bounded by time, the rest waits for the
 * next. It belongs to the context of its source.
 */
final class Turn {

  private static final long LONGEST_NANOS = Duration.ofMillis(5).toNanos();

  private final LongSupplier nanoTime;
  private boolean begun;
  private long began;

  Turn(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A chunk of this answer was read. */
  void took(HttpClientResponse response) {
    Context context = Vertx.currentContext();
    long now = nanoTime.getAsLong();
    if (!begun) {
      begun = true;
      began = now;
      context.runOnContext(next -> begun = false);
    } else if (now - began >= LONGEST_NANOS) {
      response.pause();
      context.runOnContext(next -> response.resume());
    }
  }
}
