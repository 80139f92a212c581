package io.redpoll.kubernetes;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Time that only goes on when a test says so. Pauses are handed to the test, in order. */
final class VirtualTime {

  private final AtomicLong nanoTime = new AtomicLong();
  private final AtomicLong clockOffset = new AtomicLong();
  private final BlockingQueue<Pause> pauses = new LinkedBlockingQueue<>();

  /** What comes again and again whatever happens: it would be in the way between the pauses. */
  private final Queue<Pause> background = new ConcurrentLinkedQueue<>();

  /** Something that waits. */
  record Pause(Duration delay, Runnable task, Context context) {}

  Timing timing() {
    return new Timing(
        this::schedule,
        () -> Instant.EPOCH.plusNanos(nanoTime.get() + clockOffset.get()),
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

  /** Waits for recurring work of this type and with this delay, or up to twice as much, lets its delay pass, and runs it. */
  void passBackground(Class<?> type, Duration atLeast) {
    Pause[] found = new Pause[1];
    Rig.until(() -> {
      found[0] = background.stream()
          .filter(pause -> type.isInstance(pause.task()))
          .filter(pause -> pause.delay().compareTo(atLeast) >= 0)
          .filter(pause -> pause.delay().compareTo(atLeast.multipliedBy(2)) < 0)
          .findFirst()
          .orElse(null);
      return found[0] != null;
    });
    background.remove(found[0]);
    run(found[0]);
  }

  /** Whether recurring work of this type and with this delay waits. */
  boolean waitsInBackground(Class<?> type, Duration delay) {
    return background.stream()
        .anyMatch(pause -> type.isInstance(pause.task()) && pause.delay().equals(delay));
  }

  /** Runs what waits, if anything does. */
  boolean passIfAny() {
    Pause pause = pauses.poll();
    if (pause != null) {
      run(pause);
    }
    return pause != null;
  }

  /** Lets the time of day jump, as a suspended machine or a corrected clock does. */
  void jumpClock(Duration jump) {
    clockOffset.addAndGet(jump.toNanos());
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
    Queue<Pause> queue = task instanceof Ping || task instanceof Periodic ? background : pauses;
    queue.add(pause);
    return () -> queue.remove(pause);
  }
}
