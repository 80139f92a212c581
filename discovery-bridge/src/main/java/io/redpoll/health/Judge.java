package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Judges the Services that this agent curates.
 *
 * <p>Not thread safe: everything is called on the context of the bridge, and verdicts are handed on in the same call.
 */
public final class Judge {

  private final Ownership ownership;
  private final HealthPolicy policy;
  private final InstantSource clock;
  private final Consumer<Verdict> verdicts;
  private final Consumer<Question> questions;
  private final Map<ServiceId, ServiceJudge> judges = new HashMap<>();
  private final Map<EndpointId, Set<ServiceId>> servicesOf = new HashMap<>();
  private final SentinelBoard sentinels;
  /** How many there were, of all Services. */
  private long inquiries;

  /**
   * A judge that knows nothing yet.
   *
   * @param ownership who this agent is, and who may be asked for a second opinion
   * @param policy how much evidence it takes
   * @param clock the wall clock
   * @param verdicts where each change goes
   * @param questions what others have to answer or do; called in the midst of a judgement, so the answer must come later
   */
  public Judge(
      Ownership ownership,
      HealthPolicy policy,
      InstantSource clock,
      Consumer<Verdict> verdicts,
      Consumer<Question> questions) {
    this.ownership = ownership;
    this.sentinels = new SentinelBoard(policy);
    this.policy = policy;
    this.clock = clock;
    this.verdicts = verdicts;
    this.questions = questions;
  }

  /**
   * Takes a Service on.
   *
   * @param service what Kubernetes knows of it
   * @param previous its last snapshot, by this agent's earlier life or by another agent; only what differs from it is
   *     announced
   */
  public void adopt(ServiceEndpoints service, Optional<Snapshot> previous) {
    forget(service.service());
    ServiceJudge judge = start(service);
    previous.ifPresent(snapshot -> judge.adopt(snapshot, clock.instant()));
    judges.put(service.service(), judge);
    update(service);
  }

  /** Tells what Kubernetes knows of a Service now. One that was not adopted starts from nothing. */
  public void update(ServiceEndpoints service) {
    ServiceJudge judge = judges.computeIfAbsent(service.service(), id -> start(service));
    ServiceEndpoints before = judge.known();
    unindex(before);
    index(service);
    judge.update(service, clock.instant()).ifPresent(verdicts);
    forgetGone(before);
  }

  /** Tells that Kubernetes no longer has a Service: it is announced as removed. */
  public void remove(ServiceId service) {
    ServiceJudge judge = forget(service);
    if (judge != null) {
      judge.snapshot().map(this::farewell).ifPresent(verdicts);
      forgetGone(judge.known());
    }
  }

  /** Gives a Service up without a word, since another agent curates it now. */
  public void release(ServiceId service) {
    forget(service);
  }

  /**
   * Tells what a check saw. Of an endpoint that is not known any more, nothing is heard; but what a Sentinel says is heard
   * wherever it runs, since what it watches may be in a Service that is judged here.
   *
   * @return whether a Service that is judged here has the endpoint
   */
  public boolean observe(Observation observation) {
    sentinels.observe(observation, clock.instant()).ifPresent(this::turned);
    Set<ServiceId> services = servicesOf.getOrDefault(observation.endpoint(), Set.of());
    for (ServiceId service : services) {
      judges.get(service).observe(observation, clock.instant()).ifPresent(verdicts);
    }
    return !services.isEmpty();
  }

  /**
   * Tells what witnesses saw, each in one check. It counts for the question that they were asked, and for no later one.
   *
   * @param question what they were asked
   * @param testimony of those that answered in time; the others are taken for silent
   */
  public void testify(Question.Reachable question, List<Observation> testimony) {
    about(question)
        .flatMap(judge ->
            judge.testify(question.endpoint().id(), question.number(), testimony, clock.instant()))
        .ifPresent(verdicts);
  }

  /**
   * Tells whether a shard was emptied.
   *
   * @param refusal why it was not; empty if it was, and was found empty after that
   */
  public void emptied(Question.Empty question, Optional<String> refusal) {
    about(question)
        .flatMap(judge -> judge.emptied(question.endpoint().id(), refusal, clock.instant()))
        .ifPresent(verdicts);
  }

  /**
   * Tells that a step of a sweep was taken.
   *
   * @param cursor where the next one goes on
   */
  public void swept(Question.Sweep question, String cursor) {
    about(question)
        .flatMap(judge -> judge.swept(question, cursor, clock.instant()))
        .ifPresent(verdicts);
  }

  /** Tells why a step of a sweep was not taken. */
  public void notSwept(Question.Sweep question, String why) {
    about(question)
        .flatMap(judge -> judge.notSwept(question, why, clock.instant()))
        .ifPresent(verdicts);
  }

  /** The judge of a question's Service, if it still has the endpoint. */
  private Optional<ServiceJudge> about(Question question) {
    return servicesOf.getOrDefault(question.endpoint().id(), Set.of()).contains(question.service())
        ? Optional.of(judges.get(question.service()))
        : Optional.empty();
  }

  /** Tells that time went by; to be called about once a second. */
  public void tick() {
    Instant now = clock.instant();
    if (sentinels.prune(now)) {
      tellOfSentinels(now);
    }
    judges.values().forEach(judge -> judge.tick(now).forEach(verdicts));
  }

  /** Tells that the registry holds a foreign version of a Service: it is published anew with a higher one. */
  public void outbid(ServiceId service, long version) {
    ServiceJudge judge = judges.get(service);
    if (judge != null) {
      judge.outbid(version, clock.instant()).ifPresent(verdicts);
    }
  }

  /** The snapshot of a Service, if it is judged here. */
  public Optional<Snapshot> snapshot(ServiceId service) {
    return Optional.ofNullable(judges.get(service)).flatMap(ServiceJudge::snapshot);
  }

  /** The snapshots of the Services that are judged here. */
  public List<Snapshot> snapshots() {
    return judges.values().stream()
        .map(ServiceJudge::snapshot)
        .flatMap(Optional::stream)
        .toList();
  }

  private ServiceJudge start(ServiceEndpoints service) {
    return new ServiceJudge(
        ownership, policy, questions, () -> ++inquiries, service, sentinels.sentinels());
  }

  /** A Sentinel believes something else: whom it named before and whom it names now are checked at once. */
  private void turned(SentinelBoard.Turn turn) {
    for (ServiceJudge judge : judges.values()) {
      Sentinels.disputed(turn.before(), turn.after(), judge.known())
          .forEach(
              endpoint -> questions.accept(new Question.Doubt(judge.known().service(), endpoint)));
    }
    tellOfSentinels(clock.instant());
  }

  /** What a Sentinel believed that Kubernetes no longer has counts for nobody. */
  private void forgetGone(ServiceEndpoints before) {
    boolean forgotten = before.endpoints().stream()
            .filter(endpoint -> !servicesOf.containsKey(endpoint.id()))
            .filter(endpoint -> sentinels.forget(endpoint.id()))
            .count()
        > 0;
    if (forgotten) {
      tellOfSentinels(clock.instant());
    }
  }

  private void tellOfSentinels(Instant now) {
    Sentinels views = sentinels.sentinels();
    judges.values().forEach(judge -> judge.sentinels(views, now).ifPresent(verdicts));
  }

  private ServiceJudge forget(ServiceId service) {
    ServiceJudge judge = judges.remove(service);
    if (judge != null) {
      unindex(judge.known());
    }
    return judge;
  }

  private void index(ServiceEndpoints service) {
    for (Endpoint endpoint : service.endpoints()) {
      servicesOf.computeIfAbsent(endpoint.id(), id -> new HashSet<>()).add(service.service());
    }
  }

  private void unindex(ServiceEndpoints service) {
    for (Endpoint endpoint : service.endpoints()) {
      servicesOf.computeIfPresent(endpoint.id(), (id, services) -> {
        services.remove(service.service());
        return services.isEmpty() ? null : services;
      });
    }
  }

  private Verdict farewell(Snapshot last) {
    Instant now = clock.instant();
    List<Cause> cause = List.of(new Cause("kubernetes", now, "its EndpointSlices are gone"));
    List<HealthEvent> events = new ArrayList<>();
    for (EndpointState state : last.endpoints()) {
      events.add(gone(
          EventType.ENDPOINT_LEFT,
          last,
          Optional.of(state.endpoint()),
          state.status().name(),
          now,
          cause));
    }
    events.add(gone(
        EventType.SERVICE_REMOVED, last, Optional.empty(), last.service().toString(), now, cause));
    return new Verdict(last.service(), Optional.empty(), events);
  }

  private static HealthEvent gone(
      EventType type,
      Snapshot last,
      Optional<Endpoint> endpoint,
      String from,
      Instant now,
      List<Cause> cause) {
    return new HealthEvent(
        type, last.service(), last.version() + 1, last.epoch(), endpoint, from, "", now, cause);
  }
}
