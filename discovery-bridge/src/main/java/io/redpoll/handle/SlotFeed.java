package io.redpoll.handle;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.resp.RespConnection;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Asks the nodes of a Redis Cluster who has which slot: when a command was sent on by a node (MOVED), when a snapshot came, when
 * a node is in trouble, and now and then; at most ten times a second, however many ask for it.
 *
 * <p>One node's word is taken if it tells of as many slots as are known; else the others are asked too, and the one that tells of
 * most is believed, since a node that has just joined, or lost its configuration, knows nobody. If none answers, what is known
 * stays. Its state belongs to its context.
 */
final class SlotFeed {

  /** At least this long between two rounds. */
  private static final long PAUSE_MILLIS = 100;

  /** Without any reason it is asked again after this time. */
  private static final long REPAIR_MILLIS = 15_000;

  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Who is told, on the context. */
  interface Listener {

    /** A round brought this map. */
    void told(SlotMap slots);

    /** A round brought nothing. */
    void notTold(String why);
  }

  private final NodeTools tools;
  private final ContextInternal context;
  private final Supplier<View> view;
  private final Listener listener;

  /** The node to ask first; null if nobody wants to know. */
  private final AtomicReference<Optional<HostAndPort>> wanted = new AtomicReference<>();

  private boolean asking;
  private boolean resting;
  private boolean closed;
  private long repairTimer = -1;
  private SlotMap best = SlotMap.EMPTY;
  private String lastFailure = "";

  SlotFeed(NodeTools tools, ContextInternal context, Supplier<View> view, Listener listener) {
    this.tools = tools;
    this.context = context;
    this.view = view;
    this.listener = listener;
  }

  /** The map may be old. Any thread. */
  void ask() {
    if (wanted.compareAndSet(null, Optional.empty())) {
      context.runOnContext(v -> begin());
    }
  }

  /** The map is old, and the node at {@code witness} knows it. Any thread. */
  void ask(HostAndPort witness) {
    if (wanted.getAndSet(Optional.of(witness)) == null) {
      context.runOnContext(v -> begin());
    }
  }

  /** Ends. On the context. */
  void close() {
    closed = true;
    context.owner().cancelTimer(repairTimer);
  }

  private void begin() {
    if (closed || asking || resting || wanted.get() == null) {
      return;
    }
    Optional<HostAndPort> witness = wanted.getAndSet(null);
    if (view.get().cluster().isEmpty()) {
      return;
    }
    asking = true;
    best = SlotMap.EMPTY;
    lastFailure = "it has no endpoint";
    next(order(witness));
  }

  /** The witness first, then by chance; those in trouble last. */
  private Deque<Node> order(Optional<HostAndPort> witness) {
    View now = view.get();
    List<Node> nodes = new ArrayList<>(now.nodes().values());
    Collections.shuffle(nodes, new Random(tools.random().nextLong()));
    nodes.sort(Comparator.comparing(node -> node.avoided() || !node.trouble().isEmpty()));
    Deque<Node> order = new ArrayDeque<>(nodes);
    witness.flatMap(now::node).ifPresent(order::addFirst);
    return order;
  }

  private void next(Deque<Node> nodes) {
    Node node = nodes.poll();
    if (node == null) {
      end();
      return;
    }
    slots(node).onComplete((slots, failure) -> {
      if (failure != null) {
        lastFailure = node.name() + ": " + failure.getMessage();
      } else if (slots.covered() > best.covered()) {
        best = slots;
      }
      if (best.covered() > 0 && best.covered() >= known()) {
        end();
      } else {
        next(nodes);
      }
    });
  }

  private int known() {
    int covered = view.get().cluster().map(cluster -> cluster.slots().covered()).orElse(0);
    return covered == 0 ? KeySlot.COUNT : covered;
  }

  private Future<SlotMap> slots(Node node) {
    HostAndPort address = node.address();
    Request request = Request.cmd(Command.CLUSTER).arg("SLOTS");
    Optional<RespConnection> shared = node.lane(context, false).connection();
    Future<SlotMap> slots = shared.isPresent()
        ? shared.get().send(request, PATIENCE).map(reply -> SlotsReply.read(reply, address))
        : node.connect(false)
            .compose(own -> own.send(request, PATIENCE)
                .map(reply -> SlotsReply.read(reply, address))
                .onComplete(done -> own.close()));
    return context.future(promise -> slots.onComplete(promise));
  }

  private void end() {
    asking = false;
    if (closed) {
      return;
    }
    resting = true;
    context.setTimer(PAUSE_MILLIS, id -> {
      resting = false;
      begin();
    });
    context.owner().cancelTimer(repairTimer);
    repairTimer = context.setTimer(REPAIR_MILLIS, id -> ask());
    if (best.covered() > 0) {
      listener.told(best);
    } else {
      listener.notTold(lastFailure);
    }
  }
}
