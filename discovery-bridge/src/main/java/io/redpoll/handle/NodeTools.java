package io.redpoll.handle;

import io.netty.channel.EventLoop;
import io.redpoll.endpoint.ServiceId;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the nodes of a Service share.
 *
 * @param vertx the Vert.x instance
 * @param settings how to connect
 * @param changes whom to tell of changes
 * @param nanoTime the time, as {@link System#nanoTime}
 * @param random chance, for any thread
 */
record NodeTools(
    VertxInternal vertx,
    ConnectSettings settings,
    Changes changes,
    LongSupplier nanoTime,
    RandomGenerator random) {

  ServiceId service() {
    return settings.service();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** A context on {@code loop} that belongs to no verticle, so that undeploying one cuts off nobody else. */
  ContextInternal context(EventLoop loop) {
    return vertx
        .contextBuilder()
        .withThreadingModel(ThreadingModel.EVENT_LOOP)
        .withEventLoop(loop)
        .build();
  }

  /** A context on the event loop of {@code caller}. */
  ContextInternal loopOf(ContextInternal caller) {
    return caller.threadingModel() == ThreadingModel.EVENT_LOOP
        ? caller
        : context(caller.nettyEventLoop());
  }
}
