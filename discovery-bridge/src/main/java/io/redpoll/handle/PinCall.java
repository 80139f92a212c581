package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.DedicatedConnection;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;

/** Asks for a connection that is pinned to the endpoint that takes the writes of a key. */
final class PinCall extends DedicatedCall<Pin> {

  /** Gets connections of one key. */
  @FunctionalInterface
  interface Factory {

    /** One more. On the event loop where it is to live. */
    Future<Pin> pin();
  }

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
    done(new Pin(node.id(), connection));
  }
}
