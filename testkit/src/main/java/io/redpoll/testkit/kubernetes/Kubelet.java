package io.redpoll.testkit.kubernetes;

import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Starts and ends the processes of pods, on Vert.x' worker threads. It may be called on any thread. */
final class Kubelet {

  private static final Logger LOG = System.getLogger(Kubelet.class.getName());

  private final Vertx vertx;
  private final Set<RedisServer> servers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Kubelet(Vertx vertx) {
    this.vertx = vertx;
  }

  /** A running server that answers; its options are asked for where blocking is allowed. */
  Future<RedisServer> start(Supplier<RedisServerOptions> options) {
    return vertx.executeBlocking(() -> started(options.get()), false);
  }

  /** Ends a server in whatever state it is, and deletes its data. */
  void end(RedisServer server) {
    vertx
        .executeBlocking(
            () -> {
              server.close();
              return servers.remove(server);
            },
            false)
        .onFailure(failure -> LOG.log(Level.WARNING, "{0}: {1}", server, failure.getMessage()));
  }

  boolean closed() {
    return closed;
  }

  /** Ends all servers, and those that come up later as soon as they do. Blocking. */
  void close() {
    closed = true;
    servers.forEach(RedisServer::close);
  }

  private RedisServer started(RedisServerOptions options) {
    RedisServer server = RedisServer.start(options);
    servers.add(server);
    if (closed) {
      server.close();
    }
    return server;
  }
}
