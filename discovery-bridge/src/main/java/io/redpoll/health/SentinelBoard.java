package io.redpoll.health;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what each Sentinel last said, also of Sentinels in Services that are judged elsewhere: what they watch need not be in
 * their own Service. Not thread safe; it belongs to the {@link Judge}.
 */
final class SentinelBoard {

  private final HealthPolicy policy;
  private final Map<EndpointId, EndpointHealth> health = new HashMap<>();
  private final Map<EndpointId, SentinelView> views = new HashMap<>();
  private final Map<EndpointId, Instant> heard = new HashMap<>();

  SentinelBoard(HealthPolicy policy) {
    this.policy = policy;
  }

  /** Two views of one Sentinel: what it said, and what it says now. */
  record Turn(SentinelView before, SentinelView after) {}

  /** Takes an observation on; empty if it is of no Sentinel, or tells nothing new. */
  Optional<Turn> observe(Observation observation, Instant now) {
    EndpointId id = observation.endpoint();
    if (!health.containsKey(id) && !isSentinel(observation)) {
      return Optional.empty();
    }
    EndpointHealth next =
        health.getOrDefault(id, EndpointHealth.UNCHECKED).after(observation, policy);
    health.put(id, next);
    heard.put(id, now);
    SentinelView before = views.getOrDefault(id, nothing(observation));
    SentinelView after = new SentinelView(
        id, alive(next), next.facts().watches(), observation.observer(), observation.at());
    boolean same = before.alive() == after.alive() && before.watches().equals(after.watches());
    if (same) {
      return Optional.empty();
    }
    views.put(id, after);
    return Optional.of(new Turn(before, after));
  }

  /** Forgets a Sentinel that is gone. */
  boolean forget(EndpointId id) {
    health.remove(id);
    heard.remove(id);
    return views.remove(id) != null;
  }

  /** Forgets those that nobody has checked for so long that they must be gone. */
  boolean prune(Instant now) {
    List<EndpointId> silent = heard.entrySet().stream()
        .filter(entry -> entry.getValue().plus(policy.shardGrace()).isBefore(now))
        .map(Map.Entry::getKey)
        .toList();
    return silent.stream().filter(this::forget).count() > 0;
  }

  Sentinels sentinels() {
    return new Sentinels(List.copyOf(views.values()));
  }

  private static boolean isSentinel(Observation observation) {
    return observation.finding() instanceof Healthy healthy
        && healthy.facts().role() == Role.SENTINEL;
  }

  private static boolean alive(EndpointHealth health) {
    return health.facts().role() == Role.SENTINEL
        && health.status() != Status.DOWN
        && health.status() != Status.UNREACHABLE
        && health.status() != Status.UNKNOWN;
  }

  private static SentinelView nothing(Observation observation) {
    return new SentinelView(
        observation.endpoint(), false, List.of(), observation.observer(), observation.at());
  }
}
