package io.redpoll.agent.dev;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/** A Redis that counts what goes through another. */
final class CountingRedis implements Redis {

  private final Redis redis;
  private final Tally tally;

  CountingRedis(Redis redis, Tally tally) {
    this.redis = redis;
    this.tally = tally;
  }

  @Override
  public Future<Response> send(Request request) {
    return redis.send(request).onSuccess(reply -> tally.done()).onFailure(tally::failed);
  }

  @Override
  public Future<List<Response>> batch(List<Request> requests) {
    return redis
        .batch(requests)
        .onSuccess(replies -> requests.forEach(request -> tally.done()))
        .onFailure(tally::failed);
  }

  @Override
  public Future<RedisConnection> connect() {
    return redis.connect();
  }

  @Override
  public Future<Void> close() {
    return redis.close();
  }
}
