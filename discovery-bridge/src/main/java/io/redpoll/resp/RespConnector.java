package io.redpoll.resp;

import io.redpoll.endpoint.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.TimeUnit;

/** Makes one {@link RespConnection}, with one deadline for all of it, and closes what it opened if that fails. */
final class RespConnector {

  private final RespConnectOptions options;
  private final ContextInternal context;
  private final Promise<RespConnection> result;
  private final VertxInternal vertx;

  // Belongs to the context.

  private NetClient client;

  /** Null until TCP and TLS stand. */
  private RespConnection connection;

  RespConnector(VertxInternal vertx, RespConnectOptions options) {
    this.vertx = vertx;
    this.options = options;
    // A context of no verticle, so that undeploying whoever connected first cuts off nobody else.
    this.context = vertx
        .contextBuilder()
        .withThreadingModel(ThreadingModel.EVENT_LOOP)
        .withEventLoop(vertx.getOrCreateContext().nettyEventLoop())
        .build();
    this.result = context.promise();
  }

  Future<RespConnection> connect() {
    context.runOnContext(v -> {
      long timer = context.setTimer(options.connectTimeout().toMillis(), id -> timedOut());
      client = vertx.createNetClient(clientOptions());
      result.future().onComplete(done -> vertx.cancelTimer(timer));
      connect(Greeting.HELLO);
    });
    return result.future();
  }

  private void connect(Greeting greeting) {
    client
        .connect(connectOptions())
        .onComplete(
            socket -> opened(socket, greeting),
            cause -> failed(ConnectFailure.of(options.address(), cause)));
  }

  private void opened(NetSocket socket, Greeting greeting) {
    if (result.future().isComplete()) {
      socket.close().onComplete(v -> client.close());
      return;
    }
    RespConnection opened = new RespConnection(context, options, socket);
    connection = opened;
    Handshake.run(opened, options, greeting).onComplete(v -> stands(opened), cause -> {
      opened.close();
      if (greeting == Greeting.HELLO && hungUp(cause) && !result.future().isComplete()) {
        // Some proxies hang up on what they do not know.
        connect(Greeting.PLAIN);
      } else {
        failed(cause);
      }
    });
  }

  private void stands(RespConnection opened) {
    if (result.tryComplete(opened)) {
      opened.whenClosed().onComplete(v -> client.close());
    } else {
      client.close();
    }
  }

  private void failed(Throwable cause) {
    client.close();
    result.tryFail(cause);
  }

  private static boolean hungUp(Throwable cause) {
    return cause instanceof RespException why && why.fault() == Fault.HUNG_UP;
  }

  private void timedOut() {
    boolean first = result.tryFail(new RespException(
        Fault.TIMEOUT,
        Delivery.NOT_SENT,
        "redis " + options.address() + ": not connected within "
            + options.connectTimeout().toMillis() + " ms; is it frozen, or its packets dropped?"));
    if (first && connection != null) {
      connection.close();
    }
  }

  /**
   * The TCP user timeout ends a connection whose bytes nobody acknowledges, though commands may wait for ever. Native
   * transports (epoll, io_uring) set it, and that of the JDK, which cannot, passes it over.
   */
  private NetClientOptions clientOptions() {
    long patience = options.sendLimits().patience().toMillis();
    return new NetClientOptions().setTcpUserTimeout((int) Math.min(patience, Integer.MAX_VALUE));
  }

  private ConnectOptions connectOptions() {
    HostAndPort address = options.address();
    int timeout = (int) options.connectTimeout().toMillis();
    ConnectOptions connect =
        new ConnectOptions().setHost(address.host()).setPort(address.port()).setTimeout(timeout);
    options.tls().ifPresent(tls -> {
      ClientSSLOptions ssl = new ClientSSLOptions()
          .setHostnameVerificationAlgorithm("HTTPS")
          .setSslHandshakeTimeout(timeout)
          .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
      tls.caFile()
          .ifPresent(
              file -> ssl.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
      connect.setSsl(true).setSslOptions(ssl);
      if (!tls.serverName().isEmpty()) {
        connect.setSniServerName(tls.serverName());
      }
    });
    return connect;
  }
}
