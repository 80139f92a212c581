package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.PrimaryRule.Primary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** News that no snapshot tells: what happened to a process and its data, and what contradicts itself. Belongs to a judge. */
final class Notices {

  /** As many checks in a row must contradict before it is said: roles change in steps. */
  private static final int CONTRADICTIONS = 3;

  private final Map<EndpointId, Integer> contradictions = new HashMap<>();
  private List<String> problems = List.of();

  /** By shard: the process that was last heard to be primary. */
  private final Map<String, String> runs = new HashMap<>();

  /** Whether replicas had keys, and the primary has not said since that it has none. */
  private boolean replicasHadKeys;

  /** What a check told beside the change of its status: to be said before that. */
  List<HealthEvent> of(
      Endpoint endpoint,
      Observation seen,
      EndpointHealth before,
      EndpointHealth after,
      Optional<Primary> primary,
      Snapshot current) {
    List<HealthEvent> events = new ArrayList<>();
    if (after.restartedSince(before)) {
      String address = endpoint.address().toString();
      events.add(event(
          EventType.ENDPOINT_RESTARTED,
          current,
          endpoint,
          address,
          address,
          seen.at(),
          List.of(
              new Cause(seen.observer(), seen.at(), "its run_id changed, and its pod did not"))));
    }
    if (seen.facts().filter(facts -> lostItsData(endpoint, facts, primary)).isPresent()) {
      events.add(event(
          EventType.PRIMARY_EMPTIED,
          current,
          endpoint,
          "",
          "",
          seen.at(),
          List.of(new Cause(
              seen.observer(),
              seen.at(),
              "a new process without keys, while its replicas had some"))));
    }
    return events;
  }

  private boolean lostItsData(
      Endpoint endpoint, ReplicationFacts facts, Optional<Primary> primary) {
    if (facts.role() == Role.REPLICA) {
      replicasHadKeys |= facts.keys() == Keys.SOME;
    }
    if (facts.role() != Role.PRIMARY || facts.runId().isEmpty()) {
      return false;
    }
    String was = runs.put(endpoint.shard(), facts.runId());
    boolean isPrimary = primary.filter(p -> p.shard().equals(endpoint.shard())).isPresent();
    if (!isPrimary || facts.keys() != Keys.NONE) {
      return false;
    }
    boolean lost = was != null && !was.equals(facts.runId()) && replicasHadKeys;
    replicasHadKeys = false;
    return lost;
  }

  /** A role that contradicts, said once when it has done so for some checks. */
  Optional<HealthEvent> role(
      Endpoint endpoint, Optional<RoleRule.Mismatch> mismatch, Observation seen, Snapshot current) {
    if (mismatch.isEmpty()) {
      contradictions.remove(endpoint.id());
      return Optional.empty();
    }
    int times = contradictions.merge(endpoint.id(), 1, Integer::sum);
    return times != CONTRADICTIONS
        ? Optional.empty()
        : mismatch.map(m -> event(
            EventType.ROLE_MISMATCH,
            current,
            endpoint,
            m.stated(),
            m.actual(),
            seen.at(),
            List.of(EndpointHealth.cause(seen))));
  }

  /** Labels that were ignored, each said once. */
  List<HealthEvent> problems(List<String> now, Snapshot current, Instant at) {
    List<String> fresh = now.stream().filter(p -> !problems.contains(p)).toList();
    problems = now;
    return fresh.stream()
        .map(problem -> new HealthEvent(
            EventType.CONFIG_INVALID,
            current.service(),
            current.version(),
            current.epoch(),
            Optional.empty(),
            "",
            problem,
            at,
            List.of(new Cause("kubernetes", at, "a label of the Service is invalid"))))
        .toList();
  }

  void retain(Collection<EndpointId> known) {
    contradictions.keySet().retainAll(known);
  }

  static HealthEvent event(
      EventType type,
      Snapshot current,
      Endpoint endpoint,
      String from,
      String to,
      Instant at,
      List<Cause> cause) {
    return new HealthEvent(
        type,
        current.service(),
        current.version(),
        current.epoch(),
        Optional.of(endpoint),
        from,
        to,
        at,
        cause);
  }
}
