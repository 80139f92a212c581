package io.redpoll.bench;

import java.time.Duration;

/** How thoroughly to measure. */
enum Scale {
  /** Ends within two minutes. */
  QUICK(1, 3, Duration.ofMillis(1500), Duration.ofMillis(300)),

  FULL(3, 3, Duration.ofSeconds(3), Duration.ofMillis(400));

  private final int forks;
  private final int rounds;
  private final Duration warmUp;
  private final Duration window;

  Scale(int forks, int rounds, Duration warmUp, Duration window) {
    this.forks = forks;
    this.rounds = rounds;
    this.warmUp = warmUp;
    this.window = window;
  }

  /** How many JVMs, one after the other. */
  int forks() {
    return forks;
  }

  /** How often each setting is measured in a fork; each round takes the subjects in the reverse order of the last. */
  int rounds() {
    return rounds;
  }

  /** How long each subject runs before anything counts. */
  Duration warmUp() {
    return warmUp;
  }

  /** How long one measurement lasts. */
  Duration window() {
    return window;
  }
}
