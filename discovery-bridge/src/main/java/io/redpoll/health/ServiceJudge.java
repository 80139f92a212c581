package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.health.PrimaryRule.Primary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges one Service: keeps what is known of it and says what changed. Not thread safe; it belongs to the {@link Judge}.
 */
final class ServiceJudge {

  private final String self;
  private final HealthPolicy policy;
  private final Map<EndpointId, EndpointHealth> health = new HashMap<>();
  private final Map<String, Departed> departed = new HashMap<>();
  private ServiceEndpoints known;
  private Sentinels sentinels;
  private Conclusion conclusion = Conclusion.NONE;
  private Map<EndpointId, Role> shape = Map.of();
  private Instant shapeSince = Instant.EPOCH;
  private boolean settled;
  private List<String> problems = List.of();
  private Optional<Snapshot> last = Optional.empty();

  /** An endpoint that left Kubernetes, and when. */
  private record Departed(Endpoint endpoint, Instant at) {}

  /** A judge of a Service that nobody has judged yet. */
  ServiceJudge(String self, HealthPolicy policy, ServiceEndpoints known, Sentinels sentinels) {
    this.self = self;
    this.policy = policy;
    this.known = known;
    this.sentinels = sentinels;
  }

  /** Goes on where another agent, or this one in an earlier life, left off. */
  void adopt(Snapshot previous, Instant now) {
    last = Optional.of(previous);
    conclusion = Conclusion.adopted(previous);
    for (EndpointState state : previous.endpoints()) {
      health.put(state.id(), EndpointHealth.adopted(state));
      departed.put(state.endpoint().shard(), new Departed(state.endpoint(), now));
    }
  }

  Optional<Snapshot> snapshot() {
    return last;
  }

  ServiceEndpoints known() {
    return known;
  }

  /** Kubernetes says something new. */
  Optional<Verdict> update(ServiceEndpoints next, Instant now) {
    Set<EndpointId> present =
        next.endpoints().stream().map(Endpoint::id).collect(Collectors.toSet());
    known.endpoints().stream()
        .filter(endpoint -> !present.contains(endpoint.id()))
        .forEach(endpoint -> departed.put(endpoint.shard(), new Departed(endpoint, now)));
    known = next;
    Optional<Verdict> verdict = judge(now);
    next.endpoints().forEach(endpoint -> departed.remove(endpoint.shard()));
    return verdict;
  }

  /** A check ended. */
  Optional<Verdict> observe(Observation observation, Instant now) {
    EndpointHealth before = health.getOrDefault(observation.endpoint(), EndpointHealth.UNCHECKED);
    EndpointHealth after = before.after(observation, policy);
    health.put(observation.endpoint(), after);
    if (after.equals(before)) {
      return Optional.empty();
    }
    Optional<Verdict> verdict = judge(now);
    return after.restartedSince(before)
        ? Optional.of(withRestart(observation, verdict, now))
        : verdict;
  }

  /** A container was restarted in its pod: Kubernetes does not tell, and what the process held in memory may be gone. */
  private Verdict withRestart(Observation seen, Optional<Verdict> verdict, Instant now) {
    Snapshot current = last.orElseThrow();
    Endpoint endpoint = current.endpoint(seen.endpoint()).orElseThrow().endpoint();
    List<HealthEvent> events = new ArrayList<>();
    events.add(new HealthEvent(
        EventType.ENDPOINT_RESTARTED,
        known.service(),
        current.version(),
        current.epoch(),
        Optional.of(endpoint),
        endpoint.address().toString(),
        endpoint.address().toString(),
        now,
        List.of(new Cause(seen.observer(), seen.at(), "its run_id changed, and its pod did not"))));
    verdict.ifPresent(judged -> events.addAll(judged.events()));
    return new Verdict(known.service(), last, events);
  }

  /** Sentinels, of this Service or of another, believe something else than before. */
  Optional<Verdict> sentinels(Sentinels next, Instant now) {
    boolean concerned = sentinels.watch(known) || next.watch(known);
    sentinels = next;
    return concerned ? judge(now) : Optional.empty();
  }

  /** Time went by: what had to settle may have. */
  Optional<Verdict> tick(Instant now) {
    boolean pruned =
        departed.values().removeIf(d -> d.at().plus(policy.shardGrace()).isBefore(now));
    return pruned || !settled ? judge(now) : Optional.empty();
  }

  /** Another writer published {@code version}: the next snapshot must have a higher one. */
  Optional<Verdict> outbid(long version, Instant now) {
    last = last.map(snapshot -> snapshot.withVersion(Math.max(version, snapshot.version())));
    return last.map(snapshot -> publish(snapshot.withVersion(nextVersion(now)), List.of()));
  }

  private Optional<Verdict> judge(Instant now) {
    health.keySet().retainAll(known.endpoints().stream().map(Endpoint::id).toList());
    Members members = new Members(known, health, sentinels);
    settled = settled(members, now);
    conclusion = conclusion.next(members, departed.keySet(), settled);
    Snapshot next = new Snapshot(
        known.service(),
        known.settings(),
        nextVersion(now),
        conclusion.epoch(),
        conclusion.topology(),
        conclusion.primary().map(Primary::id),
        conclusion.ring(),
        known.endpoints().stream().map(e -> state(members, e)).toList());
    boolean same = last.isPresent() && last.get().sameAs(next);
    List<HealthEvent> complaints = newProblems(same ? last.get() : next, now);
    if (same) {
      return complaints.isEmpty()
          ? Optional.empty()
          : Optional.of(new Verdict(known.service(), last, complaints));
    }
    List<HealthEvent> events = new ArrayList<>(Changes.between(
        last, next, causes(members, now), grounds(members), departedEndpoints(), self, now));
    events.addAll(complaints);
    return Optional.of(publish(next, events));
  }

  private Verdict publish(Snapshot next, List<HealthEvent> events) {
    last = Optional.of(next);
    return new Verdict(known.service(), last, events);
  }

  private long nextVersion(Instant now) {
    return Math.max(last.map(Snapshot::version).orElse(0L) + 1, now.toEpochMilli());
  }

  private boolean settled(Members members, Instant now) {
    Map<EndpointId, Role> seen = new HashMap<>();
    members.data().forEach(endpoint -> seen.put(endpoint.id(), members.role(endpoint)));
    if (!seen.equals(shape)) {
      shape = Map.copyOf(seen);
      shapeSince = now;
    }
    return !shapeSince.plus(policy.settle()).isAfter(now);
  }

  private EndpointState state(Members members, Endpoint endpoint) {
    EndpointHealth seen = members.health(endpoint);
    Role role = seen.facts().role();
    boolean fenced = conclusion.topology() == Topology.REPLICATED
        && role == Role.PRIMARY
        && conclusion.primary().filter(p -> p.id().equals(endpoint.id())).isEmpty();
    if (endpoint.conditions().terminating()) {
      return new EndpointState(endpoint, Status.DRAINING, role, fenced, "its pod is terminating");
    }
    return new EndpointState(endpoint, seen.status(), role, fenced, seen.reason());
  }

  private Map<EndpointId, List<Cause>> causes(Members members, Instant now) {
    Map<EndpointId, List<Cause>> causes = new HashMap<>();
    for (Endpoint endpoint : known.endpoints()) {
      List<Cause> cause = endpoint.conditions().terminating()
          ? List.of(new Cause("kubernetes", now, "its pod is terminating"))
          : members.health(endpoint).causes();
      causes.put(endpoint.id(), cause);
    }
    return causes;
  }

  /** Who else says what was concluded. */
  private List<Cause> grounds(Members members) {
    return conclusion
        .primary()
        .flatMap(primary -> members.find(primary.id()))
        .map(primary -> sentinels.causes(known, primary))
        .orElse(List.of());
  }

  private Map<String, Endpoint> departedEndpoints() {
    Map<String, Endpoint> endpoints = new HashMap<>();
    departed.forEach((shard, d) -> endpoints.put(shard, d.endpoint()));
    return endpoints;
  }

  private List<HealthEvent> newProblems(Snapshot next, Instant now) {
    List<String> fresh =
        known.problems().stream().filter(p -> !problems.contains(p)).toList();
    problems = known.problems();
    return fresh.stream()
        .map(problem -> new HealthEvent(
            EventType.CONFIG_INVALID,
            known.service(),
            next.version(),
            next.epoch(),
            Optional.empty(),
            "",
            problem,
            now,
            List.of(new Cause("kubernetes", now, "a label of the Service is invalid"))))
        .toList();
  }
}
