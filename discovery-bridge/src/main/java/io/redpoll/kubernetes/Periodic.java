package io.redpoll.kubernetes;

import java.time.Duration;
import java.util.function.Supplier;

/** Does the same again and again until it is stopped. It belongs to the context on which it was started. */
final class Periodic implements Runnable {

  private final Timing.Scheduler scheduler;
  private final Supplier<Duration> interval;
  private final Runnable task;
  private Runnable cancel = () -> {};

  Periodic(Timing.Scheduler scheduler, Supplier<Duration> interval, Runnable task) {
    this.scheduler = scheduler;
    this.interval = interval;
    this.task = task;
  }

  void start() {
    cancel = scheduler.after(interval.get(), this);
  }

  void stop() {
    cancel.run();
  }

  @Override
  public void run() {
    start();
    task.run();
  }
}
