package io.redpoll.resp;

import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.Optional;

/**
 * A Vert.x client for one connection: its owner closes it in time, and forgets it when it was closed before. One event loop.
 *
 * <p>Vert.x does neither by itself. It holds each client until the owner ends, also one that was closed long ago (its issue
 * 6311). And nobody closes one that is made when the owner is ending already: it ends with its event loop, behind the one that
 * is told of it, and Netty complains.
 */
public final class OwnedClient {

  /** Holds the client in the owner's place, and leaves the owner when it is closed. */
  private final CloseFuture hold = new CloseFuture();

  private NetClient client;

  private OwnedClient() {}

  /**
   * A client whose sockets live on the event loop of {@code context}.
   *
   * @param owner closes it, as a verticle's does when the verticle has stopped, and that of Vert.x before any verticle stops
   * @return nothing if the owner is ending
   */
  public static Optional<OwnedClient> open(
      ContextInternal context, CloseFuture owner, NetClientOptions options) {
    if (owner.isClosed()) {
      return Optional.empty();
    }
    OwnedClient opened = new OwnedClient();
    context
        .owner()
        .contextBuilder()
        .withThreadingModel(ThreadingModel.EVENT_LOOP)
        .withEventLoop(context.nettyEventLoop())
        .withCloseFuture(opened.hold)
        .build()
        .dispatch(() -> opened.client = context.owner().createNetClient(options));
    // It may have ended meanwhile, on another thread.
    return owner.add(opened.hold) ? Optional.of(opened) : Optional.empty();
  }

  /** Connects, as {@link NetClient#connect(ConnectOptions)} does. */
  public Future<NetSocket> connect(ConnectOptions options) {
    return client.connect(options);
  }

  /** Closes it and its sockets. */
  public Future<Void> close() {
    return client.close().eventually(hold::close);
  }
}
