package io.redpoll.resp;

import io.vertx.core.Handler;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Pushes on their way to a reader who may pause. When too many wait, the connection is not read any more, and the
 * server feels it. Its connection's event loop.
 */
final class PushStream {

  private static final int HIGH_WATER = 1024;

  private final RespConnection connection;
  private final Queue<Response> waiting = new ArrayDeque<>();
  private Handler<Response> handler;
  private long demand = Long.MAX_VALUE;
  private boolean delivering;
  private boolean resting;

  PushStream(RespConnection connection) {
    this.connection = connection;
  }

  void handler(Handler<Response> newHandler) {
    handler = newHandler;
    deliver();
  }

  void pause() {
    demand = 0;
  }

  void fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    deliver();
  }

  /** Its reader is gone: what waits is dropped, and the connection read on. */
  void end() {
    handler = null;
    waiting.clear();
    deliver();
  }

  void write(Response push) {
    if (handler == null) {
      return;
    }
    waiting.add(push);
    deliver();
    if (!resting && waiting.size() >= HIGH_WATER) {
      resting = true;
      connection.pauseReading();
    }
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    while (demand > 0 && handler != null && !waiting.isEmpty()) {
      demand = demand == Long.MAX_VALUE ? demand : demand - 1;
      connection.context().dispatch(waiting.poll(), handler);
    }
    delivering = false;
    if (resting && waiting.isEmpty()) {
      resting = false;
      connection.resumeReading();
    }
  }
}
