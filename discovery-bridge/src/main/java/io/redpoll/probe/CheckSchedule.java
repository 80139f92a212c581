package io.redpoll.probe;

import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;

/** When one endpoint is checked: at each tick of its phase, and when somebody asks. Its prober's context. */
final class CheckSchedule {

  /** The least time between two checks that somebody asked for. */
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** What the schedule sets in motion. */
  interface Checks {

    /** A tick of the phase. Late ones are left out: what is seen then says more of us than of the endpoint. */
    void regular();

    /** Somebody asked. */
    void extra();
  }

  private final ContextInternal context;
  private final Phase phase;
  private final long lateNanos;
  private final Checks checks;
  private boolean running;
  private boolean asked;
  private boolean stopped;
  private long lastEnd = System.nanoTime() - GAP_NANOS;
  private long timer = -1;

  /**
   * A schedule that has not started.
   *
   * @param lateNanos how late a tick is that comes too late
   */
  CheckSchedule(ContextInternal context, Phase phase, long lateNanos, Checks checks) {
    this.context = context;
    this.phase = phase;
    this.lateNanos = lateNanos;
    this.checks = checks;
  }

  void start(int newcomers) {
    schedule(phase.untilFirst(newcomers));
  }

  void stop() {
    stopped = true;
    context.owner().cancelTimer(timer);
  }

  /** A check began. */
  void began() {
    running = true;
  }

  /** No check runs any more; who asked meanwhile gets one of their own, since the last may have looked too early. */
  void ended() {
    running = false;
    lastEnd = System.nanoTime();
    if (asked) {
      asked = false;
      ask();
    }
  }

  /** Wants a check soon, but not more often than a network can change. */
  void ask() {
    if (running) {
      asked = true;
      return;
    }
    long wait = lastEnd + GAP_NANOS - System.nanoTime();
    if (wait <= 0) {
      checks.extra();
    } else if (!asked) {
      asked = true;
      context.setTimer(Phase.timerMillis(wait), id -> answerThoseWhoAsked());
    }
  }

  private void answerThoseWhoAsked() {
    if (asked && !running && !stopped) {
      asked = false;
      checks.extra();
    }
  }

  private void schedule(long delay) {
    long due = System.nanoTime() + delay;
    timer = context.setTimer(Phase.timerMillis(delay), id -> tick(due));
  }

  private void tick(long due) {
    long now = System.nanoTime();
    schedule(phase.untilNext(now));
    // Held up ourselves, by a pause of the JVM or a busy event loop.
    boolean late = now - due > lateNanos;
    if (!late) {
      checks.regular();
    }
  }
}
