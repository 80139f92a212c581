package io.redpoll.probe;

import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;

/** When one endpoint is checked: at each tick of its phase, and when somebody asks. Its prober's context. */
final class CheckSchedule {

  /** The least time between two checks that somebody asked for. */
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** What the schedule sets in motion. */
  interface Checks {

    /** A tick of the phase. */
    void regular();

    /** Somebody asked. */
    void extra();
  }

  private final ContextInternal context;
  private final Rounds rounds;
  private final Phase phase;
  private final Checks checks;
  private final Runnable tick;
  private boolean running;
  private boolean asked;
  private boolean stopped;
  private long lastEnd = System.nanoTime() - GAP_NANOS;
  private long timer = -1;

  /** A schedule that has not started. */
  CheckSchedule(ContextInternal context, Rounds rounds, Phase phase, Checks checks) {
    this.context = context;
    this.rounds = rounds;
    this.phase = phase;
    this.checks = checks;
    this.tick = checks::regular;
  }

  void start(int newcomers) {
    timer = context.setTimer(Phase.timerMillis(phase.untilFirst(newcomers)), id -> {
      rounds.join(phase, tick);
      checks.regular();
    });
  }

  void stop() {
    stopped = true;
    context.owner().cancelTimer(timer);
    rounds.leave(phase, tick);
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
}
