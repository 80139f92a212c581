package io.redpoll;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.SweepStep;
import io.redpoll.health.Judge;
import io.redpoll.health.Ownership;
import io.redpoll.health.Question;
import io.redpoll.peer.PeerDuties;
import io.redpoll.peer.Peers;
import io.redpoll.probe.ProbeTarget;
import io.redpoll.probe.Prober;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What agents do for each other: carries the judge's questions to those who can answer them, answers those of others, and
 * sees to the reports of handles. Belongs to the context of the bridge.
 */
final class Errands implements PeerDuties {

  /** How many agents stand in for a prober that does not answer, one after the other. */
  private static final int STAND_INS = 2;

  private final Ownership ownership;
  private final Patrol patrol;
  private final Prober prober;
  private final Judge judge;
  private final Set<EndpointId> doubted = new HashSet<>();
  private Peers peers;
  private Relay relay;

  Errands(Ownership ownership, Patrol patrol, Prober prober, Judge judge) {
    this.ownership = ownership;
    this.patrol = patrol;
    this.prober = prober;
    this.judge = judge;
  }

  /** Tells who the others are, before anything else is asked. */
  void join(Peers otherAgents, Relay theRelay) {
    peers = otherAgents;
    relay = theRelay;
  }

  /** Carries a question, and brings the answer back. */
  void carry(Question question) {
    if (question instanceof Question.Reachable reachable) {
      askWitnesses(reachable);
    } else if (question instanceof Question.Empty order) {
      haveEmptied(order);
    } else if (question instanceof Question.Sweep order) {
      haveSwept(order);
    } else {
      haveChecked(question.endpoint());
    }
  }

  private void askWitnesses(Question.Reachable question) {
    EndpointId id = question.endpoint().id();
    List<Future<Observation>> asked = question.witnesses().stream()
        .map(witness -> isSelf(witness)
            ? check(question.service(), id)
            : peers.check(witness, question.service(), id))
        .toList();
    Future.join(asked)
        .onComplete(all -> judge.testify(
            question,
            asked.stream().filter(Future::succeeded).map(Future::result).toList()));
  }

  private void haveChecked(Endpoint endpoint) {
    String agent = ownership.prober(endpoint);
    if (isSelf(agent)) {
      prober.checkNow(endpoint.id());
    } else {
      // A hint: without it the next check tells.
      peers.doubt(agent, endpoint.id()).otherwise(false);
    }
  }

  private void haveEmptied(Question.Empty order) {
    String agent = ownership.prober(order.endpoint());
    Future<Void> done = isSelf(agent)
        ? empty(order.service(), order.endpoint().id(), order.runId())
        : peers.empty(agent, order.service(), order.endpoint(), order.runId());
    done.onSuccess(emptied -> judge.emptied(order, Optional.empty()))
        .onFailure(
            failure -> judge.emptied(order, Optional.of(String.valueOf(failure.getMessage()))));
  }

  private void haveSwept(Question.Sweep order) {
    String agent = ownership.prober(order.endpoint());
    Future<String> done = isSelf(agent)
        ? sweep(order.service(), order.endpoint().id(), order.step())
        : peers.sweep(agent, order.service(), order.endpoint(), order.step());
    done.onSuccess(cursor -> judge.swept(order, cursor))
        .onFailure(failure -> judge.notSwept(order, String.valueOf(failure.getMessage())));
  }

  /** A handle could not reach an endpoint: its prober checks at once, and where that does not answer, the next agent. */
  void reported(EndpointId id) {
    List<String> order = patrol.endpoint(id).map(ownership::reportOrder).orElse(List.of());
    int place = order.indexOf(ownership.self());
    if (place == 0) {
      prober.checkNow(id);
    } else if (place > 0 && place <= STAND_INS && doubted.add(id)) {
      anyTakes(order.subList(0, place), id)
          .compose(taken -> taken ? Future.succeededFuture() : standIn(id))
          .onComplete(done -> doubted.remove(id));
    }
  }

  private Future<Boolean> anyTakes(List<String> agents, EndpointId id) {
    return agents.isEmpty()
        ? Future.succeededFuture(false)
        : peers
            .doubt(agents.get(0), id)
            .otherwise(false)
            .compose(taken -> taken
                ? Future.succeededFuture(true)
                : anyTakes(agents.subList(1, agents.size()), id));
  }

  private Future<Void> standIn(EndpointId id) {
    return patrol
        .target(id)
        .map(target -> prober.checkOnce(id, target).onSuccess(relay::seenForAnother))
        .orElseGet(() -> Future.failedFuture("endpoint: " + id + " (expected: a known one)"))
        .mapEmpty();
  }

  @Override
  public boolean observe(Observation observation) {
    return judge.observe(observation);
  }

  @Override
  public Future<Observation> check(ServiceId service, EndpointId endpoint) {
    return target(service, endpoint)
        .map(target -> prober.witness(endpoint, target))
        .orElseGet(() -> unknown(service, endpoint));
  }

  @Override
  public boolean doubt(EndpointId endpoint) {
    if (patrol.checks(endpoint)) {
      prober.checkNow(endpoint);
      return true;
    }
    boolean known = patrol.endpoint(endpoint).isPresent();
    if (known) {
      standIn(endpoint).otherwiseEmpty();
    }
    return known;
  }

  @Override
  public Future<Void> empty(ServiceId service, EndpointId endpoint, String runId) {
    if (!isCache(service)) {
      return Future.failedFuture(
          "service: " + service + " (expected: one of mode cache; no other is ever emptied)");
    }
    return target(service, endpoint)
        .map(target -> prober.empty(target, runId).onSuccess(emptied -> prober.checkNow(endpoint)))
        .orElseGet(() -> unknown(service, endpoint));
  }

  @Override
  public Future<String> sweep(ServiceId service, EndpointId endpoint, SweepStep step) {
    if (!isCache(service)) {
      return Future.failedFuture(
          "service: " + service + " (expected: one of mode cache; no other is ever swept)");
    }
    return patrol
        .endpoint(endpoint)
        .flatMap(known ->
            target(service, endpoint).map(target -> prober.sweep(target, known.shard(), step)))
        .orElseGet(() -> unknown(service, endpoint));
  }

  private boolean isCache(ServiceId service) {
    return patrol
        .service(service)
        .filter(known -> known.settings().mode() == Mode.CACHE)
        .isPresent();
  }

  private Optional<ProbeTarget> target(ServiceId service, EndpointId endpoint) {
    return patrol.servicesOf(endpoint).contains(service)
        ? patrol.target(endpoint)
        : Optional.empty();
  }

  private static <T> Future<T> unknown(ServiceId service, EndpointId endpoint) {
    return Future.failedFuture(
        "endpoint: " + endpoint + " (expected: one of " + service + " that this agent knows)");
  }

  private boolean isSelf(String agent) {
    return agent.equals(ownership.self());
  }
}
