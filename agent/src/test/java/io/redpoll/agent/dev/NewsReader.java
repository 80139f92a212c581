package io.redpoll.agent.dev;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;

/** A subscriber that subscribes again when its connection is gone. Belongs to the event loop on which it was started. */
final class NewsReader {

  private static final long PAUSE_MILLIS = 200;

  private final Vertx vertx;
  private final Redis redis;
  private RedisConnection connection;
  private long heard;
  private boolean stopped;

  NewsReader(Vertx vertx, Redis redis) {
    this.vertx = vertx;
    this.redis = redis;
  }

  long heard() {
    return heard;
  }

  void start() {
    if (stopped) {
      return;
    }
    redis
        .connect()
        .compose(connected -> {
          connection = connected;
          connected.handler(message -> heard++);
          connected.endHandler(end -> again());
          return connected.send(Request.cmd(Command.SUBSCRIBE).arg("news"));
        })
        .onFailure(failure -> again());
  }

  Future<Void> stop() {
    stopped = true;
    return connection == null ? Future.succeededFuture() : connection.close();
  }

  private void again() {
    if (connection != null) {
      connection.endHandler(null);
      connection.close();
      connection = null;
    }
    vertx.setTimer(PAUSE_MILLIS, timer -> start());
  }
}
