package io.redpoll.agent;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.redpoll.agent.metrics.ClusterFacts;
import io.redpoll.agent.metrics.ClusterFacts.State;
import java.util.Optional;

/** The cluster in numbers. */
final class Membership {

  private Membership() {}

  /** The facts for {@code agents} live agents, as the member of this agent has them now; any thread. */
  static ClusterFacts facts(Optional<HazelcastInstance> member, int agents) {
    try {
      return member
          .map(hazelcast -> members(hazelcast, agents))
          .orElseGet(() -> new ClusterFacts(State.ALONE, agents, 0));
    } catch (HazelcastInstanceNotActiveException e) {
      return new ClusterFacts(State.LEFT, 0, 0);
    }
  }

  private static ClusterFacts members(HazelcastInstance hazelcast, int agents) {
    if (!hazelcast.getLifecycleService().isRunning()) {
      return new ClusterFacts(State.LEFT, 0, 0);
    }
    int members = hazelcast.getCluster().getMembers().size();
    // The two are read one after the other, so a member may have come between.
    return new ClusterFacts(State.MEMBER, agents, Math.max(0, members - agents));
  }
}
