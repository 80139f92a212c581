package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceStatus;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.PrimaryRule.Primary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Judges one Service: keeps what is known of it and says what changed. Not thread safe; it belongs to the {@link Judge}.
 */
final class ServiceJudge {

  private final String self;
  private final HealthPolicy policy;
  private final Consumer<Question> questions;
  private final Map<EndpointId, EndpointHealth> health = new HashMap<>();
  private final Inquiries inquiries;
  private final Departures departures = new Departures();
  private final Settling settling;
  private final Emptying emptying;
  private final Sweeping sweeping;
  private final Notices notices = new Notices();
  private ServiceEndpoints known;
  private Sentinels sentinels;
  private Conclusion conclusion = Conclusion.NONE;
  private ServiceStatus told = ServiceStatus.UNKNOWN;
  private Optional<Snapshot> last = Optional.empty();

  /** A judge of a Service that nobody has judged yet. */
  ServiceJudge(
      Ownership ownership,
      HealthPolicy policy,
      Consumer<Question> questions,
      LongSupplier inquiryNumbers,
      ServiceEndpoints known,
      Sentinels sentinels) {
    this.self = ownership.self();
    this.policy = policy;
    this.questions = questions;
    this.inquiries = new Inquiries(ownership, inquiryNumbers);
    this.emptying = new Emptying(self, questions);
    this.sweeping = new Sweeping(self, questions);
    this.settling = new Settling(policy.settle());
    this.known = known;
    this.sentinels = sentinels;
  }

  /** Goes on where another agent, or this one in an earlier life, left off. */
  void adopt(Snapshot previous, Instant now) {
    last = Optional.of(previous);
    conclusion = Conclusion.adopted(previous);
    told = ServiceRule.conclude(previous, ServiceStatus.UNKNOWN);
    for (EndpointState state : previous.endpoints()) {
      health.put(state.id(), EndpointHealth.adopted(state));
      departures.left(state.endpoint(), now);
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
    Set<EndpointId> present = ids(next);
    known.endpoints().stream()
        .filter(endpoint -> !present.contains(endpoint.id()))
        .forEach(endpoint -> departures.left(endpoint, now));
    known = next;
    health.keySet().retainAll(present);
    inquiries.retain(present);
    emptying.retain(present);
    sweeping.retain(present);
    notices.retain(present);
    Optional<Verdict> verdict = judge(now);
    departures.arrived(next.endpoints());
    return verdict;
  }

  /** A check ended. */
  Optional<Verdict> observe(Observation observation, Instant now) {
    Endpoint endpoint = endpoint(observation.endpoint());
    EndpointHealth before = health(endpoint);
    if (isUnreached(observation) && inquiries.needed(endpoint, before, observation)) {
      return doubt(endpoint, before, observation, now);
    }
    inquiries.close(endpoint.id());
    return learn(endpoint, observation, before.after(observation, policy), now);
  }

  private static boolean isUnreached(Observation observation) {
    return observation.finding() instanceof Unreached seen && seen.failure() != Failure.PROTOCOL;
  }

  /**
   * A failure that others are asked about: as soon as the next one would take the endpoint out, so that they look while its prober
   * looks again.
   */
  private Optional<Verdict> doubt(
      Endpoint endpoint, EndpointHealth before, Observation observation, Instant now) {
    boolean falls = before.fallsBy(observation, policy);
    if (falls || before.nearlyFalls(policy)) {
      inquiries
          .open(endpoint, before, observation, now)
          .ifPresent(inquiry -> questions.accept(new Question.Reachable(
              known.service(), endpoint, inquiry.number(), inquiry.witnesses())));
    }
    if (!falls) {
      return learn(endpoint, observation, before.after(observation, policy), now);
    }
    if (inquiries.decide(endpoint.id(), observation)) {
      health.put(endpoint.id(), before.doubted(observation));
    }
    return conclude(endpoint.id(), now);
  }

  /** Witnesses answered the question of this number, as many as did in time. */
  Optional<Verdict> testify(EndpointId id, long number, List<Observation> testimony, Instant now) {
    inquiries.answered(id, number, testimony);
    return conclude(id, now);
  }

  private Optional<Verdict> conclude(EndpointId id, Instant now) {
    return inquiries
        .closeComplete(id)
        .flatMap(inquiry -> learn(
            endpoint(id),
            inquiry.evidence(),
            inquiry.conclude(health(endpoint(id)), inquiries::nodeOf),
            now));
  }

  private Optional<Verdict> learn(
      Endpoint endpoint, Observation seen, EndpointHealth after, Instant now) {
    EndpointHealth before = health(endpoint);
    health.put(endpoint.id(), after);
    Optional<Verdict> judged = after.equals(before) ? Optional.empty() : judge(now);
    if (last.isEmpty()) {
      return judged;
    }
    List<HealthEvent> events = new ArrayList<>(
        notices.of(endpoint, seen, before, after, conclusion.lastPrimary(), last.get()));
    judged.ifPresent(verdict -> events.addAll(verdict.events()));
    notices.role(endpoint, mismatch(endpoint), seen, last.get()).ifPresent(events::add);
    return judged.isPresent()
        ? Optional.of(new Verdict(known.service(), last, events))
        : verdict(events);
  }

  private Optional<RoleRule.Mismatch> mismatch(Endpoint endpoint) {
    return RoleRule.mismatch(
        new Members(known, health, sentinels), conclusion.topology(), endpoint);
  }

  /** A prober emptied a shard, or says why not. */
  Optional<Verdict> emptied(EndpointId id, Optional<String> refusal, Instant now) {
    if (!emptying.isOpen(id) || last.isEmpty()) {
      return Optional.empty();
    }
    return judge(emptying.answered(endpoint(id), refusal, last.get(), now), now);
  }

  /** A prober took a step of a sweep, which goes on from {@code cursor}. */
  Optional<Verdict> swept(Question.Sweep question, String cursor, Instant now) {
    return last.filter(current -> sweeping.isOpen(question))
        .flatMap(current -> judge(sweeping.answered(question, cursor, current, now), now));
  }

  /** A prober did not take a step of a sweep, and says why. */
  Optional<Verdict> notSwept(Question.Sweep question, String why, Instant now) {
    return last.filter(current -> sweeping.isOpen(question))
        .flatMap(current -> judge(sweeping.refused(question, why, current, now), now));
  }

  /** Judges after something that is news by itself. */
  private Optional<Verdict> judge(List<HealthEvent> news, Instant now) {
    List<HealthEvent> events = new ArrayList<>(news);
    Optional<Verdict> judged = judge(now);
    judged.ifPresent(verdict -> events.addAll(verdict.events()));
    return judged.isPresent()
        ? Optional.of(new Verdict(known.service(), last, events))
        : verdict(events);
  }

  private Optional<Verdict> verdict(List<HealthEvent> events) {
    return events.isEmpty()
        ? Optional.empty()
        : Optional.of(new Verdict(known.service(), last, events));
  }

  /** Sentinels, of this Service or of another, believe something else than before. */
  Optional<Verdict> sentinels(Sentinels next, Instant now) {
    boolean concerned = sentinels.watch(known) || next.watch(known);
    sentinels = next;
    return concerned ? judge(now) : Optional.empty();
  }

  /** Time went by: what had to settle may have. */
  List<Verdict> tick(Instant now) {
    List<Verdict> verdicts = new ArrayList<>();
    inquiries.overdue(now).forEach((id, number) -> {
      testify(id, number, List.of(), now).ifPresent(verdicts::add);
      inquiries.close(id);
    });
    boolean pruned = departures.prune(policy.shardGrace(), now);
    boolean due = emptying.isDue(now) || sweeping.isDue(now);
    if (pruned || due || !settling.isSettled()) {
      judge(now).ifPresent(verdicts::add);
    }
    return verdicts;
  }

  /** Another writer published {@code version}: the next snapshot must have a higher one. */
  Optional<Verdict> outbid(long version, Instant now) {
    last = last.map(snapshot -> snapshot.withVersion(Math.max(version, snapshot.version())));
    last = last.map(snapshot -> snapshot.withVersion(nextVersion(now)));
    return last.map(snapshot -> new Verdict(known.service(), last, List.of()));
  }

  private Optional<Verdict> judge(Instant now) {
    Members members = new Members(known, health, sentinels);
    Assessment assessment = Assessment.of(members);
    conclusion = conclusion.next(
        members,
        assessment.shards(emptying::isOpen, sweeping::isSwept),
        departures.shards(),
        settling.look(members, now));
    Snapshot next = snapshot(assessment, now);
    boolean same = last.isPresent() && last.get().sameAs(next);
    List<HealthEvent> events = new ArrayList<>();
    if (!same) {
      events.addAll(Changes.between(
          last,
          next,
          told,
          assessment.causes(self, now),
          grounds(members),
          departures.endpoints(),
          self,
          now));
      told = ServiceRule.conclude(next, told);
      last = Optional.of(next);
    }
    Snapshot current = last.orElseThrow();
    events.addAll(notices.problems(known.problems(), current, now));
    events.addAll(emptying.begin(assessment, conclusion, current, now));
    sweeping.begin(assessment, conclusion, current, now);
    return same ? verdict(events) : Optional.of(new Verdict(known.service(), last, events));
  }

  /** Who else says what was concluded. */
  private List<Cause> grounds(Members members) {
    return conclusion
        .primary()
        .flatMap(primary -> members.find(primary.id()))
        .map(primary -> sentinels.causes(known, primary))
        .orElse(List.of());
  }

  private Snapshot snapshot(Assessment assessment, Instant now) {
    return new Snapshot(
        known.service(),
        known.settings(),
        nextVersion(now),
        conclusion.epoch(),
        conclusion.topology(),
        conclusion.primary().map(Primary::id),
        conclusion.ring().shards(),
        conclusion.ring().told(),
        conclusion.ring().swept(),
        assessment.states(conclusion));
  }

  private long nextVersion(Instant now) {
    return Math.max(last.map(Snapshot::version).orElse(0L) + 1, now.toEpochMilli());
  }

  private EndpointHealth health(Endpoint endpoint) {
    return health.getOrDefault(endpoint.id(), EndpointHealth.UNCHECKED);
  }

  private Endpoint endpoint(EndpointId id) {
    return known.endpoints().stream()
        .filter(endpoint -> endpoint.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "endpoint: " + id + " (expected: one of " + known.service() + ")"));
  }

  private static Set<EndpointId> ids(ServiceEndpoints service) {
    return service.endpoints().stream().map(Endpoint::id).collect(Collectors.toSet());
  }
}
