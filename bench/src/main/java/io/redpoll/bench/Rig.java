package io.redpoll.bench;

import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One Redis process, and one Vert.x with one or more event loops to reach it from. On a thread that may block. */
final class Rig implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  private final RedisServer server = RedisServer.start();
  private final VertxInternal vertx;
  private final List<ContextInternal> contexts;
  private final Deque<Runnable> ends = new ArrayDeque<>();

  Rig(int loops) {
    vertx = (VertxInternal) Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    // One for each event loop, since Vert.x takes them in turn.
    contexts =
        IntStream.range(0, loops).mapToObj(i -> vertx.createEventLoopContext()).toList();
  }

  RedisServer server() {
    return server;
  }

  Vertx vertx() {
    return vertx;
  }

  int loops() {
    return contexts.size();
  }

  /** One of the event loops that carry the load. */
  Context context(int loop) {
    return contexts.get(loop);
  }

  /** Does it on an event loop. */
  <T> Future<T> onLoop(int loop, Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    context(loop).runOnContext(v -> action.get().onComplete(promise));
    return promise.future();
  }

  /** Opens something on the first event loop and waits for it. */
  <T> T open(Supplier<Future<T>> action) throws TimeoutException {
    return onLoop(0, action).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Opens something on each event loop and waits for all. */
  <T> List<T> openOnEach(Supplier<Future<T>> action) throws TimeoutException {
    return Future.all(
            IntStream.range(0, loops()).mapToObj(loop -> onLoop(loop, action)).toList())
        .<List<T>>map(all -> all.list())
        .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
