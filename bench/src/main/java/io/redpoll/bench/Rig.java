package io.redpoll.bench;

import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One Redis process, and one Vert.x with one event loop to reach it from. On a thread that may block. */
final class Rig implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  private final RedisServer server = RedisServer.start();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context context = vertx.getOrCreateContext();
  private final Deque<Runnable> ends = new ArrayDeque<>();

  RedisServer server() {
    return server;
  }

  Vertx vertx() {
    return vertx;
  }

  /** The event loop that carries the load. */
  Context context() {
    return context;
  }

  /** Does it on the event loop. */
  <T> Future<T> onLoop(Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(promise));
    return promise.future();
  }

  /** Opens something on the event loop and waits for it. */
  <T> T open(Supplier<Future<T>> action) throws TimeoutException {
    return onLoop(action).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** What is to be closed before Vert.x and Redis are. */
  void atEnd(Runnable end) {
    ends.push(end);
  }

  @Override
  public void close() throws TimeoutException {
    try {
      ends.forEach(Runnable::run);
      vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      server.close();
    }
  }
}
