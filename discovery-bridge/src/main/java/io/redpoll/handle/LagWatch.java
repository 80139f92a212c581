package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Topology;
import io.redpoll.resp.RespConnection;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Measures how old what the replicas have is, while there are handles with {@link RedisHandleOptions#getMaxLag}: asks primaries and
 * replicas for their replication offsets (ROLE), three times within the smallest limit.
 *
 * <p>Each process measures for itself: an offset changes with each write, and a snapshot that told it would be written all the
 * time. Its state belongs to its context.
 */
final class LagWatch {

  private static final long SHORTEST_MILLIS = 50;
  private static final long LONGEST_MILLIS = 1_000;

  private static final Request ROLE = Request.cmd(Command.create("ROLE"));

  private final NodeTools tools;
  private final ContextInternal context;
  private final Supplier<View> view;

  private final List<Duration> limits = new ArrayList<>();
  private final Map<EndpointId, ReplicationClock> clocks = new HashMap<>();
  private long timer = -1;

  LagWatch(NodeTools tools, ContextInternal context, Supplier<View> view) {
    this.tools = tools;
    this.context = context;
    this.view = view;
  }

  /** A handle allows this lag. Any thread. */
  void add(Duration limit) {
    context.runOnContext(v -> {
      limits.add(limit);
      again();
      measure();
    });
  }

  /** A handle that allowed this lag is closed. Any thread. */
  void remove(Duration limit) {
    context.runOnContext(v -> {
      limits.remove(limit);
      again();
    });
  }

  /** What is seen has changed. On the context. */
  void changed() {
    if (!limits.isEmpty()) {
      measure();
    }
  }

  /** Ends. On the context. */
  void close() {
    limits.clear();
    again();
  }

  private void again() {
    context.owner().cancelTimer(timer);
    limits.stream()
        .min(Duration::compareTo)
        .map(limit -> Math.max(SHORTEST_MILLIS, Math.min(limit.toMillis() / 3, LONGEST_MILLIS)))
        .ifPresent(millis -> timer = context.setPeriodic(millis, id -> measure()));
  }

  private void measure() {
    Map<EndpointId, List<EndpointId>> replicas = replicas(view.get());
    clocks.keySet().retainAll(replicas.keySet());
    replicas.forEach((primary, ofIt) -> {
      ReplicationClock clock = clocks.computeIfAbsent(primary, id -> new ReplicationClock());
      long at = tools.now();
      offset(primary, "master", 1).onSuccess(told -> {
        told.ifPresent(offset -> clock.primaryHas(primary, offset, at));
        ofIt.forEach(replica -> measure(replica, clock));
      });
    });
  }

  private void measure(EndpointId replica, ReplicationClock clock) {
    offset(replica, "slave", 4).onSuccess(told -> {
      Node node = view.get().node(replica);
      OptionalLong asOf = told.isEmpty() ? OptionalLong.empty() : clock.asOf(told.get());
      if (node != null && asOf.isPresent()) {
        note(node, asOf.getAsLong());
      }
    });
  }

  /** Who waits for a replica to catch up is told when it has. */
  private void note(Node node, long asOf) {
    long now = tools.now();
    boolean caughtUp = limits.stream()
        .anyMatch(limit -> node.behind(now, limit.toNanos()) && now - asOf <= limit.toNanos());
    node.asOf(asOf);
    if (caughtUp) {
      tools.changes().announce();
    }
  }

  /** The replicas of each primary. */
  private static Map<EndpointId, List<EndpointId>> replicas(View view) {
    Map<EndpointId, List<EndpointId>> replicas = new HashMap<>();
    view.cluster()
        .ifPresent(cluster -> cluster
            .shards()
            .forEach(shard -> replicas.put(
                shard.primary().id(),
                shard.replicas().stream().map(EndpointState::id).toList())));
    view.sight()
        .snapshot()
        .filter(snapshot -> snapshot.topology() == Topology.REPLICATED)
        .ifPresent(snapshot -> snapshot
            .primary()
            .ifPresent(primary -> replicas.put(
                primary,
                snapshot.endpoints().stream()
                    .filter(state -> state.role() == Role.REPLICA && !state.id().equals(primary))
                    .map(EndpointState::id)
                    .toList())));
    return replicas;
  }

  /** The offset that an endpoint of this role says; empty if it has another role, or cannot be asked now. */
  private Future<Optional<Long>> offset(EndpointId id, String role, int position) {
    Node node = view.get().node(id);
    if (node == null) {
      return Future.succeededFuture(Optional.empty());
    }
    Lane lane = node.lane(context, false);
    Optional<RespConnection> connection = lane.connection();
    if (connection.isEmpty()) {
      lane.connect();
      return Future.succeededFuture(Optional.empty());
    }
    return connection
        .get()
        .send(ROLE, tools.settings().timeout())
        .map(reply -> offset(reply, role, position))
        .otherwise(Optional.empty());
  }

  private static Optional<Long> offset(Response role, String wanted, int position) {
    boolean is =
        role != null && role.size() > position && wanted.equals(role.get(0).toString());
    return is ? Optional.of(role.get(position).toLong()) : Optional.empty();
  }
}
