package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.SweepStep;
import java.util.List;

/**
 * What the judge has to know from, or have done by, other agents. The judge decides; whoever carries the question brings the
 * answer back to it.
 */
public sealed interface Question {

  /** The Service that is judged. */
  ServiceId service();

  /** The endpoint that it is about. */
  Endpoint endpoint();

  /**
   * Can others reach it? Each witness checks once, now; {@link Judge#testify} takes what they saw within one timeout.
   *
   * @param number tells it from earlier questions about the same endpoint, whose answers may still come
   * @param witnesses the agents to ask, by name
   */
  record Reachable(ServiceId service, Endpoint endpoint, long number, List<String> witnesses)
      implements Question {
    public Reachable {
      witnesses = List.copyOf(witnesses);
    }
  }

  /** Its prober is to check it at once, since others see it in another part than it had; the observation is the answer. */
  record Doubt(ServiceId service, Endpoint endpoint) implements Question {}

  /**
   * Its prober is to empty it, since it carries no keys of the ring, and its own may be older than those accepted elsewhere;
   * {@link Judge#emptied} takes the outcome.
   *
   * @param runId the process to empty: another one under its name is left alone
   */
  record Empty(ServiceId service, Endpoint endpoint, String runId) implements Question {}

  /**
   * Its prober is to take a step of a walk that deletes the keys of other shards from it, which it held for them while they were
   * away; {@link Judge#swept} takes the cursor from which it goes on, {@link Judge#notSwept} why there is none.
   *
   * @param number tells this question from one like it in an earlier walk
   */
  record Sweep(ServiceId service, Endpoint endpoint, SweepStep step, long number)
      implements Question {}
}
