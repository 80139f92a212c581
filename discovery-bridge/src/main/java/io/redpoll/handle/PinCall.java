package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.DedicatedConnection;
import io.redpoll.resp.RespException;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Asks for a connection that is pinned to the endpoint that takes the writes of a key. */
final class PinCall extends DedicatedCall<Pin> {

  /** Gets connections of one key. */
  @FunctionalInterface
  interface Factory {

    /** One more. On the event loop where it is to live. */
    Future<Pin> pin();
  }

  /** Any other answer, also an error, is one of the node that has the slot. */
  private static final Set<String> NOT_THERE = Set.of("MOVED", "CLUSTERDOWN", "LOADING");

  private final byte[] key;

  PinCall(
      Dispatcher dispatcher,
      ContextInternal context,
      CommandInfo connect,
      byte[] key,
      Duration timeout) {
    super(dispatcher, context, connect, timeout);
    this.key = key;
  }

  @Override
  Route route(Router router) {
    return router.pin(key, this, dispatcher.random());
  }

  @Override
  void connected(Node node, DedicatedConnection connection) {
    if (inCluster() && key != ShardRouter.NO_KEY) {
      ask(node, connection);
    } else {
      done(new Pin(node.id(), connection, Optional.empty()));
    }
  }

  /** What is sent on the connection is not sent on by us: so it must lead to the right node from the start. */
  private void ask(Node node, DedicatedConnection connection) {
    Optional<SlotMap> slots = dispatcher.shared().view().cluster().map(ClusterSight::slots);
    connection.send(Request.cmd(Command.EXISTS).arg(key)).onComplete((reply, failure) -> {
      if (failure instanceof RespException) {
        connection.close();
        unreachable(failure);
      } else if (failure == null || !NOT_THERE.contains(Retry.word(failure))) {
        done(new Pin(node.id(), connection, slots));
      } else {
        connection.close();
        failed(failure);
      }
    });
  }
}
