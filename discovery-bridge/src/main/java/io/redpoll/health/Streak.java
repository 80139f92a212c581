package io.redpoll.health;

import io.redpoll.endpoint.HealthEvent.Cause;
import java.util.List;
import java.util.stream.Stream;

/**
 * Observations of one endpoint in a row that say the same, and are not enough yet to change its status.
 *
 * @param good whether they say that it answers
 * @param chain the observations, oldest first
 */
record Streak(boolean good, List<Cause> chain) {

  static final Streak NONE = new Streak(true, List.of());

  /** Above any {@code fall} or {@code rise} that makes sense: the chain goes into events. */
  private static final int LONGEST = 16;

  Streak {
    chain = List.copyOf(chain);
  }

  int failures() {
    return good ? 0 : chain.size();
  }

  int successes() {
    return good ? chain.size() : 0;
  }

  Streak failed(Cause cause) {
    return then(false, cause);
  }

  Streak succeeded(Cause cause) {
    return then(true, cause);
  }

  private Streak then(boolean nextGood, Cause cause) {
    Stream<Cause> before = nextGood == good ? chain.stream() : Stream.of();
    List<Cause> longer = Stream.concat(before, Stream.of(cause)).toList();
    return new Streak(
        nextGood, longer.subList(Math.max(0, longer.size() - LONGEST), longer.size()));
  }
}
