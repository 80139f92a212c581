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

  private final String self;
  private final HealthPolicy policy;
  private final InstantSource clock;
  private final Consumer<Verdict> verdicts;
  private final Map<ServiceId, ServiceJudge> judges = new HashMap<>();
  private final Map<EndpointId, Set<ServiceId>> servicesOf = new HashMap<>();
  private final SentinelBoard sentinels;
  private final Consumer<EndpointId> doubts;

  /**
   * A judge that knows nothing yet.
   *
   * @param self the name of this agent, for causes
   * @param policy how much evidence it takes
   * @param clock the wall clock
   * @param verdicts where each change goes
   * @param doubts told of each endpoint that should be checked at once, since others see it in another part than it had
   */
  public Judge(
      String self,
      HealthPolicy policy,
      InstantSource clock,
      Consumer<Verdict> verdicts,
      Consumer<EndpointId> doubts) {
    this.sentinels = new SentinelBoard(policy);
    this.doubts = doubts;
    this.self = self;
    this.policy = policy;
    this.clock = clock;
    this.verdicts = verdicts;
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
   */
  public void observe(Observation observation) {
    sentinels.observe(observation, clock.instant()).ifPresent(this::turned);
    for (ServiceId service : servicesOf.getOrDefault(observation.endpoint(), Set.of())) {
      judges.get(service).observe(observation, clock.instant()).ifPresent(verdicts);
    }
  }

  /** Tells that time went by; to be called about once a second. */
  public void tick() {
    Instant now = clock.instant();
    if (sentinels.prune(now)) {
      tellOfSentinels(now);
    }
    judges.values().forEach(judge -> judge.tick(now).ifPresent(verdicts));
  }

  /** Tells that the registry holds a foreign version of a Service: it is published anew with a higher one. */
  public void outbid(ServiceId service, long version) {
    ServiceJudge judge = judges.get(service);
    if (judge != null) {
      judge.outbid(version, clock.instant()).ifPresent(verdicts);
    }
  }

  /** The snapshots of the Services that are judged here. */
  public List<Snapshot> snapshots() {
    return judges.values().stream()
        .map(ServiceJudge::snapshot)
        .flatMap(Optional::stream)
        .toList();
  }

  private ServiceJudge start(ServiceEndpoints service) {
    return new ServiceJudge(self, policy, service, sentinels.sentinels());
  }

  /** A Sentinel believes something else: whom it named before and whom it names now are checked at once. */
  private void turned(SentinelBoard.Turn turn) {
    for (ServiceJudge judge : judges.values()) {
      Sentinels.disputed(turn.before(), turn.after(), judge.known())
          .forEach(endpoint -> doubts.accept(endpoint.id()));
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
