package io.redpoll.bench;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.resp.RespConnectOptions;
import io.redpoll.resp.RespConnection;
import io.vertx.redis.client.PoolOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The clients that speak Vert.x, each opened on the rig's event loops. */
final class Clients {

  static final String ALONE = "load alone (no Redis)";
  static final String CONNECTION = "Redpoll RespConnection";
  static final String POOLED = "stock pooled Redis.send";
  static final String POOLED_64 = "stock Redis.send, pool of 64";
  static final String HELD = "stock held RedisConnection";

  /** More than any load has outstanding. */
  private static final int MANY = 4096;

  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private Clients() {}

  /** Makes the request and answers it by itself: what the others' figures hold of the load's own. */
  static Subject alone() {
    return new Subject(ALONE, (ask, done) -> done.complete(ask.request(), null));
  }

  /** Our connection, one for each event loop, without a handle. */
  static Subject connection(Rig rig) throws TimeoutException {
    RespConnectOptions options = new RespConnectOptions(
        new HostAndPort(rig.server().host(), rig.server().port()),
        Optional.empty(),
        Optional.empty(),
        "",
        DEADLINE,
        MANY);
    List<RespConnection> connections =
        rig.openOnEach(() -> RespConnection.connect(rig.vertx(), options));
    return new Subject(
        CONNECTION,
        connections.stream()
            .<Client>map(connection ->
                (ask, done) -> connection.send(ask.request(), DEADLINE).onComplete(done))
            .toList());
  }

  /** The stock client as it comes, with 6 connections, but a queue that takes the load. */
  static Subject pooled(Rig rig) {
    return pooled(rig, POOLED, new PoolOptions().getMaxSize());
  }

  /** The stock client with more connections. */
  static Subject pooled64(Rig rig) {
    return pooled(rig, POOLED_64, 64);
  }

  private static Subject pooled(Rig rig, String name, int connections) {
    Redis redis = stock(rig, connections);
    return new Subject(name, (ask, done) -> redis.send(ask.request()).onComplete(done));
  }

  /** One connection of the stock client for each event loop, shared by all its users. */
  static Subject held(Rig rig) throws TimeoutException {
    Redis redis = stock(rig, new PoolOptions().getMaxSize());
    List<RedisConnection> connections = rig.openOnEach(redis::connect);
    return new Subject(
        HELD,
        connections.stream()
            .<Client>map(
                connection -> (ask, done) -> connection.send(ask.request()).onComplete(done))
            .toList());
  }

  private static Redis stock(Rig rig, int connections) {
    Redis redis = Redis.createClient(
        rig.vertx(),
        new RedisOptions()
            .setConnectionString(
                "redis://" + rig.server().host() + ":" + rig.server().port())
            .setMaxPoolSize(connections)
            .setMaxPoolWaiting(MANY)
            .setMaxWaitingHandlers(MANY));
    rig.atEnd(redis::close);
    return redis;
  }
}
