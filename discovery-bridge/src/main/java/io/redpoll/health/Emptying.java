package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has shards emptied that may not enter the ring as they are, and says which refused. Here and in {@link Sweeping}
 * only Redpoll wants anything done to a Redis. Belongs to a judge.
 *
 * <p>A shard is emptied only if its Service is SHARDED in mode cache, and only while the ring is carried by others and not
 * by it. The question names the process; it is asked again only after an answer, or after one was lost for good, and until
 * then the shard may not enter.
 */
final class Emptying {

  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration AGAIN_AFTER_REFUSAL = Duration.ofSeconds(30);

  /** Far above the timeout of whoever carries the question. */
  private static final Duration LOST = Duration.ofSeconds(30);

  private final String self;
  private final Consumer<Question> questions;
  private final Map<EndpointId, Instant> asked = new HashMap<>();
  private final Map<EndpointId, Instant> notBefore = new HashMap<>();
  private final Map<EndpointId, String> refusals = new HashMap<>();

  Emptying(String self, Consumer<Question> questions) {
    this.self = self;
    this.questions = questions;
  }

  /** Whether a question about it is open: until then nothing else may happen to it. */
  boolean isOpen(EndpointId endpoint) {
    return asked.containsKey(endpoint);
  }

  /** Asks for what has to be emptied now; what cannot be is said. */
  List<HealthEvent> begin(
      Assessment assessment, Conclusion conclusion, Snapshot current, Instant now) {
    boolean cache = conclusion.isCache(current);
    List<HealthEvent> events = new ArrayList<>();
    for (Endpoint endpoint : cache ? assessment.members().data() : List.<Endpoint>of()) {
      if (conclusion.ring().mustBeEmptied(assessment.shard(endpoint))
          && isDue(endpoint.id(), now)) {
        asked.put(endpoint.id(), now);
        ReplicationFacts facts = assessment.members().health(endpoint).facts();
        Optional<String> obstacle = obstacle(facts);
        if (obstacle.isPresent()) {
          events.addAll(answered(endpoint, obstacle, current, now));
        } else {
          questions.accept(new Question.Empty(current.service(), endpoint, facts.runId()));
        }
      }
    }
    return events;
  }

  /** Takes the answer about a shard: emptied, or why not. */
  List<HealthEvent> answered(
      Endpoint endpoint, Optional<String> refusal, Snapshot current, Instant now) {
    if (asked.remove(endpoint.id()) == null) {
      return List.of();
    }
    if (refusal.isEmpty()) {
      refusals.remove(endpoint.id());
      notBefore.put(endpoint.id(), now.plus(AGAIN));
      return List.of(event(EventType.SHARD_EMPTIED, endpoint, "emptied", current, now));
    }
    notBefore.put(endpoint.id(), now.plus(AGAIN_AFTER_REFUSAL));
    boolean news = !refusal.get().equals(refusals.put(endpoint.id(), refusal.get()));
    return news
        ? List.of(event(EventType.SHARD_EXCLUDED, endpoint, refusal.get(), current, now))
        : List.of();
  }

  private HealthEvent event(
      EventType type, Endpoint endpoint, String to, Snapshot current, Instant now) {
    String what = type == EventType.SHARD_EMPTIED
        ? "it returned with keys, was emptied, and was found empty"
        : "it returned with keys, and stays out of the ring: " + to;
    return Notices.event(type, current, endpoint, "", to, now, List.of(new Cause(self, now, what)));
  }

  /** Why it cannot even be asked, empty if it can. */
  private static Optional<String> obstacle(ReplicationFacts facts) {
    if (facts.keys() == Keys.UNKNOWN) {
      return Optional.of("it does not tell whether it holds keys (INFO keyspace)");
    }
    return facts.runId().isEmpty()
        ? Optional.of("it does not tell its run_id (INFO server)")
        : Optional.empty();
  }

  private boolean isDue(EndpointId endpoint, Instant now) {
    return !isOpen(endpoint) && !notBefore.getOrDefault(endpoint, now).isAfter(now);
  }

  /** Whether time alone has made something due. */
  boolean isDue(Instant now) {
    boolean lost = asked.values().removeIf(since -> since.plus(LOST).isBefore(now));
    boolean again = notBefore.values().removeIf(time -> !time.isAfter(now));
    return lost || again;
  }

  void retain(Collection<EndpointId> known) {
    asked.keySet().retainAll(known);
    notBefore.keySet().retainAll(known);
    refusals.keySet().retainAll(known);
  }
}
