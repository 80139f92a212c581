package io.redpoll.kubernetes;

import java.time.Duration;

/**
 * When a reflector may take its next step: within the budget of requests, and after its pauses. One step waits at a
 * time. It belongs to the context of its reflector.
 */
final class Pace {

  private final RequestBudget budget;
  private final Timing timing;
  private Runnable cancel = () -> {};
  private boolean stopped;

  Pace(RequestBudget budget, Timing timing) {
    this.budget = budget;
    this.timing = timing;
  }

  /** Takes a step that makes a request as soon as one more is allowed. */
  void request(Runnable step) {
    Duration wait = budget.take(timing.nanoTime().getAsLong());
    if (wait.isZero()) {
      step.run();
    } else {
      after(wait, step);
    }
  }

  /** Takes a step that makes a request after a pause, and as soon as one more is allowed. */
  void requestAfter(Duration pause, Runnable step) {
    after(pause, () -> request(step));
  }

  /** No step is taken any more. */
  void stop() {
    stopped = true;
    cancel.run();
  }

  private void after(Duration pause, Runnable step) {
    if (!stopped) {
      cancel = timing.scheduler().after(pause, step);
    }
  }
}
