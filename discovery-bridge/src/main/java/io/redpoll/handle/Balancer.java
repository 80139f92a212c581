package io.redpoll.handle;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Spreads commands: two different candidates by chance, the cheaper one of them gets the command.
 *
 * <p>Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 1996.
 */
final class Balancer {

  private Balancer() {}

  /** One of those that are not avoided; empty if all are. */
  static Optional<Route.To> pick(List<Route.To> tier, LocalHealth local, RandomGenerator random) {
    int eligible = 0;
    for (int i = 0; i < tier.size(); i++) {
      if (!local.avoided(tier.get(i))) {
        eligible++;
      }
    }
    if (eligible < 2) {
      return eligible == 0 ? Optional.empty() : Optional.of(eligible(tier, 0, local));
    }
    int one = random.nextInt(eligible);
    int two = random.nextInt(eligible - 1);
    Route.To first = eligible(tier, one, local);
    Route.To second = eligible(tier, two < one ? two : two + 1, local);
    return Optional.of(local.cost(second) < local.cost(first) ? second : first);
  }

  /** The {@code n}th that is not avoided; the last one if they have become fewer meanwhile. */
  private static Route.To eligible(List<Route.To> tier, int n, LocalHealth local) {
    Route.To found = tier.get(tier.size() - 1);
    int left = n;
    for (int i = 0; i < tier.size() && left >= 0; i++) {
      if (!local.avoided(tier.get(i))) {
        found = tier.get(i);
        left--;
      }
    }
    return found;
  }
}
