package io.redpoll.probe;

import io.vertx.core.internal.ContextInternal;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ticks of a prober: one timer for each phase, at which all endpoints of that phase are checked in one turn of the event loop.
 * So the loop wakes for some dozens of moments in an interval, however many endpoints there are. A timer for each of them
 * costs more than its check does: Netty's loop waits in whole milliseconds, and spins for what is left. Its prober's context.
 */
final class Rounds {

  private final ContextInternal context;
  private final long lateNanos;
  private final Map<Phase, Round> rounds = new HashMap<>();

  /**
   * Rounds that nobody takes part in.
   *
   * @param lateNanos how late a tick is that is left out: what is seen then says more of us than of the endpoints
   */
  Rounds(ContextInternal context, long lateNanos) {
    this.context = context;
    this.lateNanos = lateNanos;
  }

  /** Runs {@code tick} at each moment of {@code phase} from now on. */
  void join(Phase phase, Runnable tick) {
    rounds.computeIfAbsent(phase, Round::new).ticks.add(tick);
  }

  /** Ends what was joined with this phase and this tick. */
  void leave(Phase phase, Runnable tick) {
    rounds.computeIfPresent(phase, (key, round) -> round.without(tick));
  }

  /** The endpoints of one phase. */
  private final class Round {

    private final Phase phase;
    private final Set<Runnable> ticks = new LinkedHashSet<>();
    private long timer;

    Round(Phase phase) {
      this.phase = phase;
      schedule();
    }

    /** This round, or none if nobody is left. */
    Round without(Runnable tick) {
      ticks.remove(tick);
      if (!ticks.isEmpty()) {
        return this;
      }
      context.owner().cancelTimer(timer);
      return null;
    }

    private void schedule() {
      long now = System.nanoTime();
      long delay = phase.untilNext(now);
      timer = context.setTimer(Phase.timerMillis(delay), id -> tick(now + delay));
    }

    private void tick(long due) {
      schedule();
      // Held up ourselves, by a pause of the JVM or a busy event loop.
      boolean late = System.nanoTime() - due > lateNanos;
      if (!late) {
        List.copyOf(ticks).forEach(Runnable::run);
      }
    }
  }
}
