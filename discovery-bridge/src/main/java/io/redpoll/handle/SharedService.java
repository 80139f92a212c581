package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.resp.CommandTable;
import io.redpoll.resp.LearnedCommands;
import io.vertx.core.Future;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the handles of one Service share: the feed of its snapshots, the nodes of its endpoints, the retry budget.
 *
 * <p>The view is replaced on the context that follows the snapshots, and read on any thread.
 */
final class SharedService {

  private final NodeTools tools;
  private final SnapshotFeed feed;
  private final RetryBudget budget;
  private final LearnedCommands learned;

  private volatile View view = new View(new Sight.Unseen(), Map.of());

  SharedService(NodeTools tools, CommandTable commands, ServiceDiscovery discovery) {
    this.tools = tools;
    this.budget = new RetryBudget(tools.nanoTime());
    this.learned = new LearnedCommands(commands);
    this.feed = new SnapshotFeed(
        tools.vertx().createEventLoopContext(), discovery, tools.service(), this::take);
  }

  void start() {
    feed.start();
  }

  /** What is seen now. */
  View view() {
    return view;
  }

  /** There is reason to believe that the snapshot is old. Any thread. */
  void refresh() {
    feed.refresh();
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
    return feed.close().transform(done -> leave(view.nodes()));
  }

  private static Future<Void> leave(Map<EndpointId, Node> nodes) {
    return Future.join(nodes.values().stream().map(Node::leave).toList()).mapEmpty();
  }

  /** Keeps the nodes of endpoints that stay, with their connections and load. On the feed's context. */
  private void take(Sight sight) {
    Map<EndpointId, Node> gone = new HashMap<>(view.nodes());
    Map<EndpointId, Node> nodes = new HashMap<>();
    List<EndpointState> states = sight.endpoints();
    for (EndpointState state : states) {
      Node kept = gone.remove(state.id());
      nodes.put(state.id(), kept != null ? kept : new Node(tools, state, settings(sight)));
    }
    view = new View(sight, nodes);
    states.forEach(state -> nodes.get(state.id()).update(state, settings(sight)));
    changes().announce();
    leave(gone);
  }

  private static ServiceSettings settings(Sight sight) {
    return sight.snapshot().map(Snapshot::settings).orElseThrow();
  }
}
