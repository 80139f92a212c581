package io.redpoll.resp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One timer for all commands of a connection: it is set for the earliest deadline, and its owner looks again when it
 * rings. Its connection's event loop.
 */
final class DeadlineTimer {

  /** Deadlines that lie closer together than this expire together. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final EventLoop loop;
  private final Runnable owner;
  private ScheduledFuture<?> timer;
  private long armedFor = CommandQueue.NEVER;

  DeadlineTimer(EventLoop loop, Runnable owner) {
    this.loop = loop;
    this.owner = owner;
  }

  /** Rings at this deadline, unless it is to ring earlier anyway. */
  void arm(long deadline) {
    if (CommandQueue.earlier(deadline, armedFor) == armedFor) {
      return;
    }
    cancel();
    armedFor = deadline;
    long delay = Math.max(TICK_NANOS, deadline - System.nanoTime());
    timer = loop.schedule(this::ring, delay, TimeUnit.NANOSECONDS);
  }

  boolean isArmed() {
    return timer != null;
  }

  void cancel() {
    if (timer != null) {
      timer.cancel(false);
    }
    timer = null;
    armedFor = CommandQueue.NEVER;
  }

  private void ring() {
    timer = null;
    armedFor = CommandQueue.NEVER;
    owner.run();
  }
}
