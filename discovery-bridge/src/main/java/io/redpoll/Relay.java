package io.redpoll;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.health.Agent;
import io.redpoll.health.Judge;
import io.redpoll.health.Ownership;
import io.redpoll.peer.Peers;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes what is seen to those who judge it: in process where that is this agent, else over the bus, and there only news. What
 * a curator did not take is told again. Belongs to the context of the bridge.
 */
final class Relay {

  private static final long RETRY_MILLIS = 250;

  private final Vertx vertx;
  private final Ownership ownership;
  private final Patrol patrol;
  private final Judge judge;
  private final Peers peers;
  private final News news;
  private final Map<EndpointId, Observation> last = new HashMap<>();
  private final Set<EndpointId> retrying = new HashSet<>();

  /** The endpoints that were seen to be Sentinels: what these say concerns whoever judges what they watch. */
  private final Set<EndpointId> sentinels = new HashSet<>();

  private boolean closed;

  Relay(Vertx vertx, Ownership ownership, Patrol patrol, Judge judge, Peers peers, News news) {
    this.vertx = vertx;
    this.ownership = ownership;
    this.patrol = patrol;
    this.judge = judge;
    this.peers = peers;
    this.news = news;
  }

  /** This agent saw something as the prober of an endpoint. */
  void seen(Observation observation) {
    last.put(observation.endpoint(), observation);
    observation.facts().ifPresent(facts -> {
      if (facts.role() == Role.SENTINEL) {
        sentinels.add(observation.endpoint());
      } else {
        sentinels.remove(observation.endpoint());
      }
    });
    pass(observation);
  }

  /** This agent saw something in place of a prober that does not answer. */
  void seenForAnother(Observation observation) {
    for (String curator : curators(observation.endpoint())) {
      if (isSelf(curator)) {
        judge.observe(observation);
      } else {
        // A hint: what it leads to, the next prober will see, too.
        peers.tell(curator, observation).otherwise(false);
      }
    }
  }

  /** This agent judges a Service from now on: what it saw before counts. */
  void replay(ServiceEndpoints service) {
    service.endpoints().stream()
        .map(endpoint -> last.get(endpoint.id()))
        .filter(seen -> seen != null)
        .forEach(judge::observe);
  }

  /** Agents came or went: whoever judges now hears everything. */
  void rebalance() {
    news.forgetAll();
    last.values().forEach(seen -> passToOthers(seen, hearers(seen.endpoint())));
  }

  /** An endpoint is not checked here any more. */
  void forget(EndpointId endpoint) {
    last.remove(endpoint);
    sentinels.remove(endpoint);
    news.forget(endpoint);
  }

  void close() {
    closed = true;
  }

  private void pass(Observation observation) {
    Set<String> hearers = hearers(observation.endpoint());
    if (hearers.contains(ownership.self())) {
      judge.observe(observation);
    }
    passToOthers(observation, hearers);
  }

  private void passToOthers(Observation observation, Set<String> hearers) {
    EndpointId endpoint = observation.endpoint();
    for (String agent : hearers) {
      if (!isSelf(agent) && news.take(agent, observation)) {
        peers.tell(agent, observation).otherwise(false).onSuccess(known -> {
          if (!known && curators(endpoint).contains(agent)) {
            again(agent, endpoint);
          }
        });
      }
    }
  }

  /** Who has to hear of an endpoint: its curators, and of a Sentinel everybody. */
  private Set<String> hearers(EndpointId endpoint) {
    if (!sentinels.contains(endpoint)) {
      return curators(endpoint);
    }
    Set<String> all = new TreeSet<>(curators(endpoint));
    ownership.agents().stream().map(Agent::name).forEach(all::add);
    return all;
  }

  private void again(String curator, EndpointId endpoint) {
    news.lost(curator, endpoint);
    if (closed || !retrying.add(endpoint)) {
      return;
    }
    vertx.setTimer(RETRY_MILLIS, timer -> {
      retrying.remove(endpoint);
      Observation seen = last.get(endpoint);
      if (seen != null && !closed) {
        passToOthers(seen, hearers(endpoint));
      }
    });
  }

  private Set<String> curators(EndpointId endpoint) {
    Set<String> curators = new TreeSet<>();
    patrol.servicesOf(endpoint).forEach(service -> curators.add(ownership.curator(service)));
    return curators;
  }

  private boolean isSelf(String agent) {
    return agent.equals(ownership.self());
  }
}
