package io.redpoll.bench;

import io.vertx.core.Completable;
import java.util.function.BiConsumer;

/** A way to Redis. */
@FunctionalInterface
interface Client {

  /** Sends it, on the load's event loop. */
  void send(Ask ask, Done done);

  /** Who is told of the reply, or of the failure. Any thread. */
  interface Done extends Completable<Object>, BiConsumer<Object, Throwable> {

    @Override
    default void accept(Object reply, Throwable failure) {
      complete(reply, failure);
    }
  }
}
