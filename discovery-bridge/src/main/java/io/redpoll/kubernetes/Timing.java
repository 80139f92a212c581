package io.redpoll.kubernetes;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Time and chance.
 *
 * @param scheduler runs things later
 * @param clock the time of day, for what people read
 * @param nanoTime nanoseconds that only go forward, for all that is measured
 * @param random spreads what would else happen to all agents at once
 */
record Timing(
    Scheduler scheduler, InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {

  /** Runs things later, on the context that asked for it. */
  @FunctionalInterface
  interface Scheduler {

    /** Runs {@code task} after {@code delay}, unless what is returned is run before. */
    Runnable after(Duration delay, Runnable task);
  }

  /** That of the machine. */
  static Timing of(Vertx vertx, RandomGenerator random) {
    Scheduler scheduler = (delay, task) -> {
      long timer = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
      return () -> vertx.cancelTimer(timer);
    };
    return new Timing(scheduler, InstantSource.system(), System::nanoTime, random);
  }
}
