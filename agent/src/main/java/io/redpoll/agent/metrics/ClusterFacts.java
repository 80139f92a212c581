package io.redpoll.agent.metrics;

import static java.util.Objects.requireNonNull;

/**
 * The cluster as one agent sees it.
 *
 * @param state how this agent takes part
 * @param agents live agents, this one among them; 0 until it takes part
 * @param others members that are no agents: applications
 */
public record ClusterFacts(State state, int agents, int others) {

  public ClusterFacts {
    requireNonNull(state, "state is null");
  }

  /** How an agent takes part in its cluster. */
  public enum State {
    /** It has no cluster. */
    ALONE,
    /** It waits to join. */
    JOINING,
    /** It is a member. */
    MEMBER,
    /** It was a member, and is none any more. */
    LEFT
  }
}
