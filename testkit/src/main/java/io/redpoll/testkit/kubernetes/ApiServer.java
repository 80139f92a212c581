package io.redpoll.testkit.kubernetes;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.net.BindException;
import java.util.List;
import java.util.Optional;

/** The HTTP server: listens, goes away and comes back on the same port. All of it runs on the verticle's context. */
final class ApiServer extends VerticleBase {

  private static final String HOST = "127.0.0.1";

  private final ApiRequests requests;
  private final boolean tls;

  // They belong to the verticle's context; others may read the volatile ones.
  private Optional<PemKeyCertOptions> keyCert;
  private HttpServer server;
  private Optional<HeldPort> held = Optional.empty();
  private volatile int port;
  private volatile boolean undeployed;

  ApiServer(int port, Optional<PemKeyCertOptions> keyCert, ApiRequests requests) {
    this.port = port;
    this.keyCert = keyCert;
    this.tls = keyCert.isPresent();
    this.requests = requests;
  }

  @Override
  public Future<?> start() {
    return listen();
  }

  @Override
  public Future<?> stop() {
    undeployed = true;
    release();
    return shutdown();
  }

  /** Binds the port; does nothing if it is bound. */
  Future<Void> listen() {
    if (server != null) {
      return Future.succeededFuture();
    }
    release();
    server = vertx
        .createHttpServer(serverOptions())
        .requestHandler(request -> requests.handle(vertx, request));
    return server
        .listen(port, HOST)
        .onSuccess(bound -> port = bound.actualPort())
        .<Void>mapEmpty()
        .recover(failure -> {
          server = null;
          return Future.failedFuture(explained(failure));
        });
  }

  /** Closes all connections and listens no more, but keeps the port unless it goes for good; does nothing if it is closed. */
  Future<Void> shutdown() {
    if (server == null) {
      return Future.succeededFuture();
    }
    HttpServer closing = server;
    server = null;
    return closing.close().onSuccess(closed -> {
      if (!undeployed) {
        held = Optional.of(HeldPort.of(HOST, port));
      }
    });
  }

  private void release() {
    held.ifPresent(HeldPort::release);
    held = Optional.empty();
  }

  /** Shows another certificate to those that connect from now on. */
  Future<Void> certify(PemKeyCertOptions newKeyCert) {
    keyCert = Optional.of(newKeyCert);
    return server == null
        ? Future.succeededFuture()
        : server
            .updateSSLOptions(new ServerSSLOptions()
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
                .setKeyCertOptions(newKeyCert))
            .mapEmpty();
  }

  /** Whether it is gone for good, perhaps with its Vert.x. */
  boolean undeployed() {
    return undeployed;
  }

  Context context() {
    return context;
  }

  String uri() {
    return (tls ? "https" : "http") + "://" + HOST + ":" + port;
  }

  private HttpServerOptions serverOptions() {
    HttpServerOptions options = new HttpServerOptions();
    keyCert.ifPresent(pem -> options.setSsl(true).setUseAlpn(true).setKeyCertOptions(pem));
    return options;
  }

  private Throwable explained(Throwable failure) {
    if (failure instanceof BindException) {
      return new IllegalStateException(
          "port already in use: " + HOST + ":" + port + " (expected: a free port, or 0 for any)",
          failure);
    }
    return failure;
  }
}
