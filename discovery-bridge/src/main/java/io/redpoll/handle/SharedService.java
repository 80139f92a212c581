package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Topology;
import io.redpoll.resp.CommandTable;
import io.redpoll.resp.LearnedCommands;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the handles of one Service share: the feed of its snapshots, that of the slots of a Redis Cluster, the nodes of its
 * endpoints, the retry budget.
 *
 * <p>The view is replaced on the context that follows the snapshots, and read on any thread.
 */
final class SharedService implements SlotFeed.Listener {

  private final NodeTools tools;
  private final ContextInternal context;
  private final SnapshotFeed feed;
  private final SlotFeed slotFeed;
  private final LagWatch lag;
  private final RetryBudget budget;
  private final LearnedCommands learned;

  private volatile View view = new View(new Sight.Unseen(), Optional.empty(), Map.of());

  // The rest belongs to the context.
  private final Set<HostAndPort> redirectedTo = new HashSet<>();
  private SlotMap slots = SlotMap.EMPTY;
  private String slotTrouble = "";

  SharedService(NodeTools tools, CommandTable commands, ServiceDiscovery discovery) {
    this.tools = tools;
    this.context = tools.vertx().createEventLoopContext();
    this.budget = new RetryBudget(tools.nanoTime());
    this.learned = new LearnedCommands(commands);
    this.feed = new SnapshotFeed(context, discovery, tools.service(), this::take);
    this.slotFeed = new SlotFeed(tools, context, this::view, this);
    this.lag = new LagWatch(tools, context, this::view);
  }

  void start() {
    feed.start();
  }

  /** What is seen now. */
  View view() {
    return view;
  }

  /** There is reason to believe that what is seen is old. Any thread. */
  void refresh() {
    feed.refresh();
    suspectSlots();
  }

  /** There is reason to believe that slots have moved, if it is a Redis Cluster. Any thread. */
  void suspectSlots() {
    if (view.cluster().isPresent()) {
      slotFeed.ask();
    }
  }

  /** A node says that a slot is at {@code address}. Any thread. */
  void slotMoved(HostAndPort address) {
    slotFeed.ask(address);
  }

  /** A node of a Redis Cluster spoke of {@code address}, which is nobody's so far. Any thread. */
  void meet(HostAndPort address) {
    context.runOnContext(v -> {
      if (view.cluster().isPresent() && redirectedTo.add(address)) {
        showSlots();
      }
    });
  }

  /** How far replicas are behind. */
  LagWatch lag() {
    return lag;
  }

  RetryBudget budget() {
    return budget;
  }

  /** What its servers told of commands that the table does not have. */
  LearnedCommands learned() {
    return learned;
  }

  NodeTools tools() {
    return tools;
  }

  Changes changes() {
    return tools.changes();
  }

  /** Ends: what is in flight may finish. */
  Future<Void> close() {
    context.runOnContext(v -> {
      slotFeed.close();
      lag.close();
    });
    return feed.close().transform(done -> leave(view.nodes()));
  }

  private static Future<Void> leave(Map<EndpointId, Node> nodes) {
    return Future.join(nodes.values().stream().map(Node::leave).toList()).mapEmpty();
  }

  // On the feed's context

  private void take(Sight sight) {
    if (!isCluster(sight)) {
      slots = SlotMap.EMPTY;
      slotTrouble = "";
      redirectedTo.clear();
    }
    show(sight);
    sight.endpoints().forEach(state -> view.node(state.id()).update(state, settings(sight)));
    changes().announce();
    lag.changed();
    suspectSlots();
  }

  @Override
  public void told(SlotMap newSlots) {
    if (!newSlots.equals(slots) || !slotTrouble.isEmpty()) {
      slots = newSlots;
      slotTrouble = "";
      redirectedTo.clear();
      showSlots();
    }
  }

  @Override
  public void notTold(String why) {
    if (!why.equals(slotTrouble)) {
      slotTrouble = why;
      showSlots();
    }
  }

  private void showSlots() {
    if (view.cluster().isPresent()) {
      show(view.sight());
      changes().announce();
    }
  }

  /** Makes the view anew. Keeps the nodes of endpoints that stay, with their connections and load. */
  private void show(Sight sight) {
    Optional<ClusterSight> cluster = sight
        .snapshot()
        .filter(snapshot -> isCluster(sight))
        .map(snapshot -> new ClusterSight(snapshot, slots, slotTrouble, redirectedTo));
    List<EndpointState> strangers = cluster.map(ClusterSight::strangers).orElse(List.of());
    Map<EndpointId, Node> gone = new HashMap<>(view.nodes());
    Map<EndpointId, Node> nodes = new HashMap<>();
    Stream.concat(sight.endpoints().stream(), strangers.stream()).forEach(state -> {
      Node kept = gone.remove(state.id());
      nodes.put(state.id(), kept != null ? kept : new Node(tools, state, settings(sight)));
    });
    view = new View(sight, cluster, nodes);
    leave(gone);
  }

  private static boolean isCluster(Sight sight) {
    return sight
        .snapshot()
        .filter(state -> state.topology() == Topology.CLUSTER)
        .isPresent();
  }

  private static ServiceSettings settings(Sight sight) {
    return sight.snapshot().map(Snapshot::settings).orElseThrow();
  }
}
