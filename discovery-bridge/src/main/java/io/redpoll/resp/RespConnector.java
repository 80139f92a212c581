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

  /** Belongs to the context; null until TCP and TLS stand. */
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
      NetClient client = vertx.createNetClient(new NetClientOptions());
      result.future().onComplete(done -> vertx.cancelTimer(timer));
      client.connect(connectOptions()).onComplete(socket -> opened(client, socket), cause -> {
        client.close();
        result.tryFail(ConnectFailure.of(options.address(), cause));
      });
    });
    return result.future();
  }

  private void opened(NetClient client, NetSocket socket) {
    if (result.future().isComplete()) {
      socket.close().onComplete(v -> client.close());
      return;
    }
    connection = new RespConnection(context, options, socket);
    connection.whenClosed().onComplete(v -> client.close());
    Handshake.run(connection, options).onComplete(v -> result.tryComplete(connection), cause -> {
      result.tryFail(cause);
      connection.close();
    });
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
