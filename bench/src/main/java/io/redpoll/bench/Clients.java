package io.redpoll.bench;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.resp.RespConnectOptions;
import io.redpoll.resp.RespConnection;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The clients that speak Vert.x, each opened on the rig's event loop. */
final class Clients {

  static final String ALONE = "load alone (no Redis)";
  static final String CONNECTION = "Redpoll RespConnection";
  static final String POOLED = "stock pooled Redis.send";
  static final String HELD = "stock held RedisConnection";

  /** More than any load has outstanding. */
  private static final int MANY = 4096;

  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private Clients() {}

  /** Makes the request and answers it by itself: what the others' figures hold of the load's own. */
  static Subject alone() {
    return new Subject(ALONE, (ask, done) -> done.complete(ask.request(), null));
  }

  /** Our connection, without a handle. */
  static Subject connection(Rig rig) throws TimeoutException {
    RespConnectOptions options = new RespConnectOptions(
        new HostAndPort(rig.server().host(), rig.server().port()),
        Optional.empty(),
        Optional.empty(),
        "",
        DEADLINE,
        MANY);
    RespConnection connection = rig.open(() -> RespConnection.connect(rig.vertx(), options));
    return new Subject(
        CONNECTION, (ask, done) -> connection.send(ask.request(), DEADLINE).onComplete(done));
  }

  /** The stock client as it comes, with 6 connections, but a queue that takes the load. */
  static Subject pooled(Rig rig) {
    Redis redis = stock(rig);
    return new Subject(POOLED, (ask, done) -> redis.send(ask.request()).onComplete(done));
  }

  /** One connection of the stock client, shared by all users. */
  static Subject held(Rig rig) throws TimeoutException {
    Redis redis = stock(rig);
    RedisConnection connection = rig.open(redis::connect);
    return new Subject(HELD, (ask, done) -> connection.send(ask.request()).onComplete(done));
  }

  private static Redis stock(Rig rig) {
    Redis redis = Redis.createClient(
        rig.vertx(),
        new RedisOptions()
            .setConnectionString(
                "redis://" + rig.server().host() + ":" + rig.server().port())
            .setMaxPoolWaiting(MANY)
            .setMaxWaitingHandlers(MANY));
    rig.atEnd(redis::close);
    return redis;
  }
}
