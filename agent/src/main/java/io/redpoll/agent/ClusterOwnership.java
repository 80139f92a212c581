package io.redpoll.agent;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.redpoll.health.Agent;
import io.redpoll.health.Ownership;
import io.redpoll.health.Reunion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Ownership by membership: live agents are the Hazelcast members with the attribute {@value ClusterConfig#AGENT} that stand
 * in the {@link Roster}, and rendezvous hashing shares the work among them. So an agent that knows nothing yet gets no
 * work, and one that leaves gives it away before it goes. While nobody stands there, as when all start at once, all members
 * with the attribute count.
 *
 * <p>Members are read on one Vert.x context, whoever tells of a change; anyone may ask.
 */
final class ClusterOwnership implements Ownership {

  private static final System.Logger LOG = System.getLogger(ClusterOwnership.class.getName());

  /** How long an agent that was cast out waits to be let in again, before it believes what it sees. */
  static final Duration OUTCAST = Duration.ofSeconds(60);

  private final HazelcastInstance hazelcast;
  private final Context context;
  private final Agent self;
  private final Roster roster;
  private final Reunions reunions;

  /** Sorted, never empty; replaced as a whole, on the context. */
  private volatile List<Agent> agents;

  private volatile Runnable listener = () -> {};
  private volatile Consumer<Reunion> reunionListener = reunion -> {};
  private Stand stand = Stand.NEW;
  private boolean outcast;
  private boolean joining;
  private UUID membership;

  /** Where this agent stands to the others. */
  private enum Stand {
    NEW,
    WORKING,
    LEFT
  }

  /** Begins to follow the members; for the thread of {@code context}. Done when it knows who works. */
  static Future<ClusterOwnership> follow(HazelcastInstance hazelcast, Context context) {
    Member local = hazelcast.getCluster().getLocalMember();
    if (local.getAttribute(ClusterConfig.AGENT) == null) {
      return Future.failedFuture(new IllegalStateException("this cluster member has no attribute "
          + ClusterConfig.AGENT + " (expected: the agent's name, unique in the cluster)"));
    }
    ClusterOwnership ownership = new ClusterOwnership(hazelcast, context, agent(local));
    return ownership.start().map(ownership);
  }

  private ClusterOwnership(HazelcastInstance hazelcast, Context context, Agent self) {
    this.hazelcast = hazelcast;
    this.context = context;
    this.self = self;
    this.roster = new Roster(hazelcast, context, this::rosterChanged);
    this.reunions = new Reunions(hazelcast, context, this::reunited);
    this.agents = List.of(self);
  }

  @Override
  public String self() {
    return self.name();
  }

  @Override
  public List<Agent> agents() {
    return agents;
  }

  @Override
  public void onChange(Runnable newListener) {
    listener = newListener;
  }

  @Override
  public void onReunion(Consumer<Reunion> newListener) {
    reunionListener = newListener;
  }

  /** Takes its share of the work from now on: it knows what there is. On the context. */
  Future<Void> enter() {
    if (stand != Stand.NEW) {
      return Future.succeededFuture();
    }
    stand = Stand.WORKING;
    return roster.enter(self.name());
  }

  /** Gives its work to the others, who take it over at once; it stays a member. On the context. */
  Future<Void> leave() {
    stand = Stand.LEFT;
    return roster.strike(self.name()).onComplete(struck -> refresh());
  }

  /**
   * Tells that this process stood still for so long that the others have taken its work. It leaves that to them until it is a
   * member of their cluster again, instead of doing all of it a second time in a cluster of its own. On the context.
   */
  void stoodStill(Duration pause) {
    if (agents.size() < 2) {
      return;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "this agent stood still for {0} s: the others have its work until it has joined them again",
        pause.toSeconds());
    outcast = true;
    context.owner().setTimer(OUTCAST.toMillis(), id -> forgiven());
    refresh();
  }

  /** Stops following; what was known stays. */
  void close() {
    listener = () -> {};
    reunionListener = reunion -> {};
    if (hazelcast.getLifecycleService().isRunning()) {
      hazelcast.getCluster().removeMembershipListener(membership);
      reunions.close();
      roster.close();
    }
  }

  private Future<Void> start() {
    membership = hazelcast.getCluster().addMembershipListener(new MembershipListener() {
      @Override
      public void memberAdded(MembershipEvent event) {
        context.runOnContext(now -> refresh());
      }

      @Override
      public void memberRemoved(MembershipEvent event) {
        context.runOnContext(now -> removed(event.getMember()));
      }
    });
    return reunions.follow().compose(following -> roster.follow()).onSuccess(read -> refresh());
  }

  private void removed(Member member) {
    roster.strike(agent(member).name());
    // Two members lost at once may have held both copies of this agent's entry.
    stayIn();
    refresh();
  }

  private void reunited(Reunion reunion) {
    switch (reunion) {
      case JOINING -> {
        joining = true;
        reunionListener.accept(reunion);
      }
      case JOINED -> joined();
      case WAS_JOINED ->
        roster.read().onComplete(read -> {
          refresh();
          reunionListener.accept(reunion);
        });
    }
  }

  /** After a split brain healed, the members are others, and no listener is told of all of them. */
  private void joined() {
    stayIn().compose(in -> roster.read()).onComplete(read -> {
      joining = false;
      forgiven();
      reunionListener.accept(Reunion.JOINED);
      reunions.tell(self.name());
    });
  }

  private void forgiven() {
    outcast = false;
    refresh();
  }

  /**
   * Whoever is cut off strikes all others out of its part's roster, and one of these writes may reach the whole cluster when it
   * has joined again. Only the agent itself knows better.
   */
  private void rosterChanged() {
    if (!roster.has(self.name())) {
      stayIn();
    }
    refresh();
  }

  private Future<Void> stayIn() {
    return stand == Stand.WORKING ? roster.enter(self.name()) : Future.succeededFuture();
  }

  private void refresh() {
    List<Agent> live = joining ? agents : liveAgents();
    if (live.equals(agents)) {
      return;
    }
    LOG.log(
        System.Logger.Level.INFO,
        "agents: {0} (this one is {1})",
        live.stream().map(Agent::name).collect(Collectors.joining(", ")),
        self.name());
    agents = live;
    listener.run();
  }

  private List<Agent> liveAgents() {
    if (outcast) {
      return agents.stream().filter(agent -> !agent.equals(self)).toList();
    }
    try {
      List<Agent> members = hazelcast.getCluster().getMembers().stream()
          .map(ClusterOwnership::agent)
          .filter(agent -> !agent.name().isEmpty())
          .sorted(Comparator.comparing(Agent::name))
          .toList();
      List<Agent> working = members.stream().filter(this::works).toList();
      if (!working.isEmpty()) {
        return working;
      }
      // Nobody to give it to, or nobody who began.
      return stand == Stand.LEFT || members.isEmpty() ? agents : members;
    } catch (HazelcastInstanceNotActiveException e) {
      // The member is leaving: who looks after what is for the others to know.
      return agents;
    }
  }

  private boolean works(Agent agent) {
    return agent.equals(self) ? stand == Stand.WORKING : roster.has(agent.name());
  }

  private static Agent agent(Member member) {
    return new Agent(
        attribute(member, ClusterConfig.AGENT),
        attribute(member, ClusterConfig.NODE),
        attribute(member, ClusterConfig.ZONE));
  }

  private static String attribute(Member member, String name) {
    return Objects.requireNonNullElse(member.getAttribute(name), "");
  }
}
