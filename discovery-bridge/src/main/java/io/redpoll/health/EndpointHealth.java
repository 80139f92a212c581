package io.redpoll.health;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * The status machine of one endpoint, fed with observations only; what Kubernetes says is laid over it by the judge.
 *
 * @param status what the checks agree on so far
 * @param facts what the process last said of itself
 * @param proxy whether it refuses ROLE
 * @param reason why it is not UP, empty if it is
 * @param causes the observations that led to {@code status}, oldest first
 * @param pending the observations in a row that speak for another status and are not enough yet: soft failures of an
 *     endpoint that is in, good checks of one that is out
 */
record EndpointHealth(
    Status status,
    ReplicationFacts facts,
    boolean proxy,
    String reason,
    List<Cause> causes,
    List<Cause> pending) {

  /** An endpoint that nobody has checked yet. */
  static final EndpointHealth UNCHECKED = new EndpointHealth(
      Status.UNKNOWN, factsOf(Role.UNKNOWN), false, "not checked yet", List.of(), List.of());

  EndpointHealth {
    causes = List.copyOf(causes);
    pending = List.copyOf(pending);
  }

  /**
   * What the agent before this one knew. Its status stands until a check says otherwise: the death of an agent is no news
   * about Redis.
   */
  static EndpointHealth adopted(EndpointState state) {
    if (state.status() == Status.DRAINING) {
      return UNCHECKED;
    }
    return new EndpointHealth(
        state.status(), factsOf(state.role()), false, state.reason(), List.of(), List.of());
  }

  private static ReplicationFacts factsOf(Role role) {
    return new ReplicationFacts(role, "", false, ReplicationFacts.NOBODY, true);
  }

  /** The health after one more observation. */
  EndpointHealth after(Observation observation, HealthPolicy policy) {
    Cause cause = new Cause(
        observation.observer(), observation.at(), observation.finding().describe());
    if (observation.finding() instanceof Healthy healthy) {
      return afterHealthy(healthy.facts(), cause, policy);
    }
    if (observation.finding() instanceof Impaired impaired) {
      return afterImpaired(impaired, cause, policy);
    }
    return afterUnreached((Unreached) observation.finding(), cause, policy);
  }

  /** Whether another process than {@code before} answers now, as far as both told their names. */
  boolean restartedSince(EndpointHealth before) {
    String was = before.facts.runId();
    String is = facts.runId();
    return !was.isEmpty() && !is.isEmpty() && !was.equals(is);
  }

  private EndpointHealth afterHealthy(ReplicationFacts seen, Cause cause, HealthPolicy policy) {
    if (seen.role() == Role.REPLICA && !seen.linkUp()) {
      return alive(Status.DEGRADED, "its link to the primary is down", seen, false, cause, policy);
    }
    return alive(Status.UP, "", seen, false, cause, policy);
  }

  private EndpointHealth afterImpaired(Impaired seen, Cause cause, HealthPolicy policy) {
    if (seen.kind() == Impairment.PROXY) {
      return alive(Status.UP, "", facts, true, cause, policy);
    }
    ReplicationFacts known = seen.facts().orElse(facts);
    return alive(statusOf(seen.kind()), seen.message(), known, proxy, cause, policy);
  }

  private static Status statusOf(Impairment kind) {
    return switch (kind) {
      case LOADING -> Status.LOADING;
      case NOAUTH, WRONGPASS -> Status.AUTH_REQUIRED;
      case PROXY -> Status.UP;
      case BUSY, MASTERDOWN, MISCONF, OOM, CLUSTERDOWN, MAX_CLIENTS, OTHER -> Status.DEGRADED;
    };
  }

  private EndpointHealth alive(
      Status to,
      String why,
      ReplicationFacts seen,
      boolean isProxy,
      Cause cause,
      HealthPolicy policy) {
    boolean out = status == Status.DOWN || status == Status.UNREACHABLE;
    if (out && pending.size() + 1 < policy.rise()) {
      return undecided(cause);
    }
    return new EndpointHealth(
        to, seen, isProxy, why, to == status ? causes : with(cause, out), List.of());
  }

  private EndpointHealth afterUnreached(Unreached seen, Cause cause, HealthPolicy policy) {
    boolean misfit = seen.failure() == Failure.PROTOCOL;
    Status to = misfit ? Status.PROTOCOL_MISMATCH : Status.DOWN;
    if (status == to) {
      return new EndpointHealth(status, facts, proxy, reason, causes, List.of());
    }
    if (!seen.failure().hard() && !misfit && pending.size() + 1 < policy.fall()) {
      return undecided(cause);
    }
    return new EndpointHealth(to, facts, proxy, seen.message(), with(cause, !misfit), List.of());
  }

  private EndpointHealth undecided(Cause cause) {
    return new EndpointHealth(status, facts, proxy, reason, causes, with(cause, true));
  }

  private List<Cause> with(Cause last, boolean continues) {
    List<Cause> chain = new ArrayList<>(continues ? pending : List.of());
    chain.add(last);
    return chain;
  }
}
