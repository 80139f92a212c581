package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The shards of a Service that left Kubernetes a short while ago and may come back. Belongs to its judge. */
final class Departures {

  private final Map<String, Departed> departed = new HashMap<>();

  /** An endpoint that left Kubernetes, and when. */
  private record Departed(Endpoint endpoint, Instant at) {}

  void left(Endpoint endpoint, Instant now) {
    departed.put(endpoint.shard(), new Departed(endpoint, now));
  }

  void arrived(List<Endpoint> endpoints) {
    endpoints.forEach(endpoint -> departed.remove(endpoint.shard()));
  }

  /** Forgets those that left longer ago than {@code grace}; whether there were any. */
  boolean prune(Duration grace, Instant now) {
    return departed.values().removeIf(d -> d.at().plus(grace).isBefore(now));
  }

  Set<String> shards() {
    return departed.keySet();
  }

  /** The last endpoint of each of them. */
  Map<String, Endpoint> endpoints() {
    return departed.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().endpoint()));
  }
}
