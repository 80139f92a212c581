package io.redpoll.agent;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.redpoll.health.Agent;
import io.redpoll.health.Ownership;
import io.vertx.core.Context;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Ownership by membership: live agents are the Hazelcast members with the attribute {@value ClusterConfig#AGENT}, and
 * rendezvous hashing shares the work among them.
 *
 * <p>Members are read on one Vert.x context, whoever tells of a change; anyone may ask.
 */
final class ClusterOwnership implements Ownership {

  private static final System.Logger LOG = System.getLogger(ClusterOwnership.class.getName());

  private final HazelcastInstance hazelcast;
  private final Context context;
  private final String self;

  /** Sorted, never empty; replaced as a whole, on the context. */
  private volatile List<Agent> agents;

  private volatile Runnable listener = () -> {};
  private UUID membership;
  private UUID lifecycle;

  /** Begins to follow the members; for the thread of {@code context}. */
  static ClusterOwnership follow(HazelcastInstance hazelcast, Context context) {
    String self = hazelcast.getCluster().getLocalMember().getAttribute(ClusterConfig.AGENT);
    if (self == null) {
      throw new IllegalStateException("this cluster member has no attribute " + ClusterConfig.AGENT
          + " (expected: the agent's name, unique in the cluster)");
    }
    ClusterOwnership ownership = new ClusterOwnership(hazelcast, context, self);
    ownership.start();
    return ownership;
  }

  private ClusterOwnership(HazelcastInstance hazelcast, Context context, String self) {
    this.hazelcast = hazelcast;
    this.context = context;
    this.self = self;
    this.agents = List.of(new Agent(self, "", ""));
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public List<Agent> agents() {
    return agents;
  }

  @Override
  public void onChange(Runnable newListener) {
    listener = newListener;
  }

  /** Stops following; what was known stays. */
  void close() {
    listener = () -> {};
    if (hazelcast.getLifecycleService().isRunning()) {
      hazelcast.getCluster().removeMembershipListener(membership);
      hazelcast.getLifecycleService().removeLifecycleListener(lifecycle);
    }
  }

  private void start() {
    membership = hazelcast.getCluster().addMembershipListener(new MembershipListener() {
      @Override
      public void memberAdded(MembershipEvent event) {
        refreshSoon();
      }

      @Override
      public void memberRemoved(MembershipEvent event) {
        refreshSoon();
      }
    });
    // After a split brain healed, the members are others, and the listener above is not told of all
    // of them.
    lifecycle = hazelcast.getLifecycleService().addLifecycleListener(event -> {
      if (event.getState() == LifecycleState.MERGED) {
        refreshSoon();
      }
    });
    refresh();
  }

  private void refreshSoon() {
    context.runOnContext(ignored -> refresh());
  }

  private void refresh() {
    List<Agent> live = liveAgents();
    if (live.equals(agents)) {
      return;
    }
    LOG.log(
        System.Logger.Level.INFO,
        "agents: {0} (this one is {1})",
        live.stream().map(Agent::name).collect(Collectors.joining(", ")),
        self);
    agents = live;
    listener.run();
  }

  private List<Agent> liveAgents() {
    try {
      List<Agent> live = hazelcast.getCluster().getMembers().stream()
          .map(ClusterOwnership::nameOf)
          .filter(name -> !name.isEmpty())
          .distinct()
          .sorted()
          .map(name -> new Agent(name, "", ""))
          .toList();
      return live.isEmpty() ? agents : live;
    } catch (HazelcastInstanceNotActiveException e) {
      // The member is leaving: who looks after what is for the others to know.
      return agents;
    }
  }

  private static String nameOf(Member member) {
    String name = member.getAttribute(ClusterConfig.AGENT);
    return name == null ? "" : name;
  }
}
