package io.redpoll.bench;

import java.time.Duration;

/** How thoroughly to measure. */
enum Scale {
  /** Ends within two minutes. */
  QUICK(1, new Pace(3, Duration.ofMillis(1500), Duration.ofMillis(300))),

  FULL(3, new Pace(3, Duration.ofSeconds(3), Duration.ofMillis(400)));

  private final int forks;

  @SuppressWarnings("ImmutableEnumChecker") // A record of values.
  private final Pace pace;

  Scale(int forks, Pace pace) {
    this.forks = forks;
    this.pace = pace;
  }

  /** How many JVMs, one after the other. */
  int forks() {
    return forks;
  }

  /** How long loads last, unless a benchmark has a pace of its own. */
  Pace pace() {
    return pace;
  }
}
