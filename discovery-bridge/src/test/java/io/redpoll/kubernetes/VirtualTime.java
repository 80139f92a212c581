package io.redpoll.kubernetes;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Time that only goes on when a test says so. Pauses are handed to the test, in order. */
final class VirtualTime {

  private final AtomicLong nanoTime = new AtomicLong();
  private final BlockingQueue<Pause> pauses = new LinkedBlockingQueue<>();

  /** Something that waits. */
  record Pause(Duration delay, Runnable task, Context context) {}

  Timing timing() {
    return new Timing(
        this::schedule,
        () -> Instant.EPOCH.plusNanos(nanoTime.get()),
        nanoTime::get,
        new Random(1));
  }

  void advance(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  /** Waits until something waits, lets its delay pass, and runs it. */
  Duration pass() {
    Pause pause = await();
    run(pause);
    return pause.delay();
  }

  /** Lets the delay of a pause pass, and runs it. */
  void run(Pause pause) {
    advance(pause.delay());
    pause.context().runOnContext(now -> pause.task().run());
  }

  /** Waits until something waits. */
  Pause await() {
    try {
      Pause pause = pauses.poll(20, TimeUnit.SECONDS);
      if (pause == null) {
        throw new AssertionError("nothing waits (expected: a pause within 20 s)");
      }
      return pause;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Runnable schedule(Duration delay, Runnable task) {
    Pause pause = new Pause(delay, task, Vertx.currentContext());
    pauses.add(pause);
    return () -> pauses.remove(pause);
  }
}
