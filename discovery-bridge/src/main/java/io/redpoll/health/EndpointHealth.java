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
import java.util.List;

/**
 * The status machine of one endpoint, fed with observations only; what Kubernetes says is laid over it by the judge.
 *
 * @param status what the checks agree on so far
 * @param facts what the process last said of itself
 * @param proxy whether it refuses ROLE
 * @param reason why it is not UP, empty if it is
 * @param causes the observations that led to {@code status}, oldest first
 * @param pending the observations in a row that speak for another status and are not enough yet
 * @param soft whether it is DOWN by soft evidence only
 * @param cutOff the nodes that cannot reach it; empty but for UNREACHABLE
 */
record EndpointHealth(
    Status status,
    ReplicationFacts facts,
    boolean proxy,
    String reason,
    List<Cause> causes,
    Streak pending,
    boolean soft,
    List<String> cutOff) {

  /** An endpoint that nobody has checked yet. */
  static final EndpointHealth UNCHECKED =
      stated(Status.UNKNOWN, factsOf(Role.UNKNOWN), "not checked yet", List.of());

  EndpointHealth {
    causes = List.copyOf(causes);
    cutOff = List.copyOf(cutOff);
  }

  /**
   * What the agent before this one knew. Its status stands until a check says otherwise: the death of an agent is no news
   * about Redis.
   */
  static EndpointHealth adopted(EndpointState state) {
    return state.status() == Status.DRAINING
        ? UNCHECKED
        : stated(state.status(), factsOf(state.role()), state.reason(), state.unreachableFrom());
  }

  private static EndpointHealth stated(
      Status status, ReplicationFacts facts, String reason, List<String> cutOff) {
    return new EndpointHealth(
        status, facts, false, reason, List.of(), Streak.NONE, status == Status.DOWN, cutOff);
  }

  private static ReplicationFacts factsOf(Role role) {
    return new ReplicationFacts(role, "", false, ReplicationFacts.NOBODY, true);
  }

  /** Whether it neither takes commands nor is known to be alive to anybody who can reach it. */
  boolean isOut() {
    return status == Status.DOWN || status == Status.UNREACHABLE;
  }

  /** Whether one more such observation takes it out, if nobody else is asked. */
  boolean fallsBy(Observation observation, HealthPolicy policy) {
    return observation.finding() instanceof Unreached seen
        && seen.failure() != Failure.PROTOCOL
        && (seen.failure().hard() || isOut() || pending.failures() + 1 >= policy.fall());
  }

  /** Whether a soft failure leaves it one short of falling. */
  boolean nearlyFalls(HealthPolicy policy) {
    return pending.failures() + 2 >= policy.fall();
  }

  /** The health after one more observation, which is all the evidence that there is. */
  EndpointHealth after(Observation observation, HealthPolicy policy) {
    Cause cause = cause(observation);
    if (observation.finding() instanceof Healthy healthy) {
      return afterHealthy(healthy.facts(), cause, policy);
    }
    if (observation.finding() instanceof Impaired impaired) {
      return afterImpaired(impaired, cause, policy);
    }
    return afterUnreached((Unreached) observation.finding(), cause, policy);
  }

  static Cause cause(Observation observation) {
    return new Cause(
        observation.observer(), observation.at(), observation.finding().describe());
  }

  /** The same with one more failure in mind, which others are asked about. */
  EndpointHealth doubted(Observation observation) {
    return with(pending.failed(cause(observation)));
  }

  /** DOWN, by this evidence. */
  EndpointHealth down(Unreached seen, List<Cause> evidence) {
    return new EndpointHealth(
        Status.DOWN,
        facts,
        proxy,
        seen.message(),
        status == Status.DOWN ? causes : evidence,
        Streak.NONE,
        !seen.failure().hard(),
        List.of());
  }

  /**
   * UNREACHABLE from these nodes, by this evidence.
   *
   * @param said what it told those who reached it
   */
  EndpointHealth unreachable(
      List<String> from, String why, ReplicationFacts said, List<Cause> evidence) {
    boolean same = status == Status.UNREACHABLE && cutOff.equals(from);
    return new EndpointHealth(
        Status.UNREACHABLE, said, proxy, why, same ? causes : evidence, Streak.NONE, false, from);
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
    boolean recovers = status == Status.DEGRADED && to == Status.UP;
    if ((isOut() || recovers) && pending.successes() + 1 < policy.rise()) {
      // One that takes no commands keeps its last word until it has risen.
      ReplicationFacts known = recovers ? seen : facts;
      return new EndpointHealth(
          status, known, proxy, reason, causes, pending.succeeded(cause), soft, cutOff);
    }
    boolean rises = isOut() || recovers;
    List<Cause> chain = rises ? pending.succeeded(cause).chain() : List.of(cause);
    return new EndpointHealth(
        to, seen, isProxy, why, to == status ? causes : chain, Streak.NONE, false, List.of());
  }

  private EndpointHealth afterUnreached(Unreached seen, Cause cause, HealthPolicy policy) {
    if (seen.failure() == Failure.PROTOCOL) {
      boolean same = status == Status.PROTOCOL_MISMATCH;
      return new EndpointHealth(
          Status.PROTOCOL_MISMATCH,
          facts,
          proxy,
          same ? reason : seen.message(),
          same ? causes : List.of(cause),
          Streak.NONE,
          false,
          List.of());
    }
    if (status == Status.DOWN) {
      // Hard evidence may come after soft; the reason stays that of the fall.
      return new EndpointHealth(
          status,
          facts,
          proxy,
          reason,
          causes,
          Streak.NONE,
          soft && !seen.failure().hard(),
          cutOff);
    }
    Streak failures = pending.failed(cause);
    boolean enough = seen.failure().hard() || failures.failures() >= policy.fall();
    return enough ? down(seen, failures.chain()) : with(failures);
  }

  private EndpointHealth with(Streak newPending) {
    return new EndpointHealth(status, facts, proxy, reason, causes, newPending, soft, cutOff);
  }
}
