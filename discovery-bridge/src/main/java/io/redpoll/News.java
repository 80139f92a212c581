package io.redpoll;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What other agents were told of the endpoints that are checked here, so that only news crosses the bus. Pure.
 *
 * <p>A failure is always news. Anything else is told as often in a row as a judge may want to hear it before it believes it,
 * and then no more until it changes.
 */
final class News {

  private static final Duration REFRESH = Duration.ofSeconds(15);

  private final int repeats;
  private final Map<EndpointId, Map<String, Told>> told = new HashMap<>();

  /** What an agent was told last, and how often in a row. */
  private record Told(Object what, int times, Instant at) {}

  /** News of which a judge wants to hear {@code repeats} in a row. */
  News(int repeats) {
    this.repeats = repeats;
  }

  /** Whether {@code agent} has to hear this; if so, it counts as told. */
  boolean take(String agent, Observation observation) {
    Map<String, Told> agents = told.computeIfAbsent(observation.endpoint(), id -> new HashMap<>());
    Object what = essence(observation.finding());
    Told before = agents.get(agent);
    int times = before != null && before.what().equals(what) ? before.times() : 0;
    boolean known = times >= repeats && !(observation.finding() instanceof Unreached);
    if (known && !isDue(observation, before)) {
      return false;
    }
    agents.put(agent, new Told(what, times + 1, observation.at()));
    return true;
  }

  /** A judge forgets a Sentinel of which it hears nothing for long. */
  private static boolean isDue(Observation observation, Told before) {
    boolean sentinel =
        observation.facts().filter(facts -> facts.role() == Role.SENTINEL).isPresent();
    return sentinel && !before.at().plus(REFRESH).isAfter(observation.at());
  }

  /** It did not arrive: {@code agent} has to hear all of this endpoint again. */
  void lost(String agent, EndpointId endpoint) {
    told.getOrDefault(endpoint, Map.of()).keySet().removeIf(agent::equals);
  }

  /** Endpoints that are not checked here any more. */
  void forget(EndpointId endpoint) {
    told.remove(endpoint);
  }

  /** Agents came or went: whoever judges now has to hear everything. */
  void forgetAll() {
    told.clear();
  }

  /** A finding without what differs from check to check. */
  private static Object essence(Finding finding) {
    return finding instanceof Healthy healthy ? healthy.facts() : finding;
  }
}
