package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.health.Ring.Shard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The endpoints of a Service as they are told: their health, with what Kubernetes says of them and what is doubted of the
 * view laid over it. Pure.
 *
 * @param members the facts
 * @param keptOpen the endpoints that stay in use though they do not answer
 */
record Assessment(Members members, Set<EndpointId> keptOpen) {

  static Assessment of(Members members) {
    return new Assessment(members, SuspectView.failOpen(members));
  }

  Status status(Endpoint endpoint) {
    if (endpoint.conditions().terminating()) {
      return Status.DRAINING;
    }
    return keptOpen.contains(endpoint.id())
        ? Status.DEGRADED
        : members.health(endpoint).status();
  }

  /** The states of all endpoints under a conclusion. */
  List<EndpointState> states(Conclusion conclusion) {
    return members.service().endpoints().stream()
        .map(endpoint -> new EndpointState(
            endpoint,
            status(endpoint),
            members.role(endpoint),
            fenced(endpoint, conclusion),
            reason(endpoint),
            status(endpoint) == Status.UNREACHABLE ? members.health(endpoint).cutOff() : List.of()))
        .toList();
  }

  private boolean fenced(Endpoint endpoint, Conclusion conclusion) {
    return conclusion.topology() == Topology.REPLICATED
        && members.role(endpoint) == Role.PRIMARY
        && conclusion.primary().filter(p -> p.id().equals(endpoint.id())).isEmpty();
  }

  private String reason(Endpoint endpoint) {
    if (endpoint.conditions().terminating()) {
      return "its pod is terminating";
    }
    String seen = members.health(endpoint).reason();
    return keptOpen.contains(endpoint.id()) ? seen + "; " + SuspectView.REASON : seen;
  }

  /** What led to the status of each endpoint. */
  Map<EndpointId, List<Cause>> causes(String judge, Instant now) {
    Map<EndpointId, List<Cause>> causes = new HashMap<>();
    for (Endpoint endpoint : members.service().endpoints()) {
      causes.put(endpoint.id(), causes(endpoint, judge, now));
    }
    return causes;
  }

  private List<Cause> causes(Endpoint endpoint, String judge, Instant now) {
    if (endpoint.conditions().terminating()) {
      return List.of(new Cause("kubernetes", now, "its pod is terminating"));
    }
    List<Cause> causes = new ArrayList<>(members.health(endpoint).causes());
    if (keptOpen.contains(endpoint.id()) || causes.isEmpty()) {
      String why = keptOpen.contains(endpoint.id())
          ? SuspectView.REASON
          : "the view is no longer suspect; its status is that of its checks";
      causes.add(new Cause(judge, now, why));
    }
    return causes;
  }

  /**
   * What the ring has to know. Whether a shard may enter is for its checks to say, whatever is laid over them.
   *
   * @param held shards that may not enter for the moment
   * @param swept whether the process of this run id was swept
   */
  List<Shard> shards(Predicate<EndpointId> held, BiPredicate<EndpointId, String> swept) {
    return members.data().stream()
        .map(endpoint -> shard(
            endpoint,
            held.test(endpoint.id()),
            swept.test(endpoint.id(), members.health(endpoint).facts().runId())))
        .toList();
  }

  /** The same of one, as if nothing were asked of it. */
  Shard shard(Endpoint endpoint) {
    return shard(endpoint, false, false);
  }

  private Shard shard(Endpoint endpoint, boolean held, boolean swept) {
    EndpointHealth health = members.health(endpoint);
    Status told = status(endpoint);
    boolean primary = members.role(endpoint) == Role.PRIMARY;
    return new Shard(
        endpoint.shard(),
        primary,
        told != Status.UNKNOWN,
        told == Status.DOWN || told == Status.DRAINING,
        primary && !held && told != Status.DRAINING && health.status().usable(),
        health.facts().keys() == Keys.NONE,
        health.facts().runId(),
        swept);
  }
}
