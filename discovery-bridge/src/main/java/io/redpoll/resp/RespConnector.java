package io.redpoll.resp;

import io.redpoll.endpoint.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes one {@link RespConnection}, with one deadline for all of it, and closes what it opened if that fails. */
final class RespConnector {

  private final RespConnectOptions options;
  private final ContextInternal context;
  private final CloseFuture owner;
  private final Promise<RespConnection> result;

  // Belongs to the context.

  private OwnedClient client;

  /** Null until TCP and TLS stand. */
  private RespConnection connection;

  /** Connects on the event loop of {@code caller}, for {@code owner} to close. */
  RespConnector(ContextInternal caller, CloseFuture owner, RespConnectOptions options) {
    this.options = options;
    this.owner = owner;
    // A context of no verticle, so that undeploying whoever connected first cuts off nobody else.
    this.context = caller
        .owner()
        .contextBuilder()
        .withThreadingModel(ThreadingModel.EVENT_LOOP)
        .withEventLoop(caller.nettyEventLoop())
        .build();
    this.result = context.promise();
  }

  Future<RespConnection> connect() {
    context.runOnContext(v -> {
      Optional<OwnedClient> opened = OwnedClient.open(context, owner, clientOptions());
      opened.ifPresentOrElse(this::begin, () -> result.fail(ending()));
    });
    return result.future();
  }

  private void begin(OwnedClient opened) {
    client = opened;
    long timer = context.setTimer(options.connectTimeout().toMillis(), id -> timedOut());
    result.future().onComplete(done -> context.owner().cancelTimer(timer));
    connect(Greeting.HELLO);
  }

  private RespException ending() {
    return new RespException(
        Fault.ENDED,
        Delivery.NOT_SENT,
        "redis " + options.address() + ": not connected, since whoever asks for it is ending");
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
