package io.redpoll.bench;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import java.util.List;

/** The clients that ask Sentinels where the primary is, each as its documentation has it. */
final class SentinelClients {

  private static final String PRIMARY = "mymaster";
  private static final int MANY = 4096;

  private final FaultKit kit;
  private final List<RedisPod> sentinels;

  SentinelClients(FaultKit kit, List<RedisPod> sentinels) {
    this.kit = kit;
    this.sentinels = List.copyOf(sentinels);
  }

  Subject lettuce() {
    RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(PRIMARY);
    sentinels.forEach(sentinel -> uri.withSentinel(sentinel.host(), sentinel.port()));
    RedisClient client = RedisClient.create();
    client.setOptions(patient());
    StatefulRedisConnection<byte[], byte[]> connection =
        MasterReplica.connect(client, ByteArrayCodec.INSTANCE, uri.build());
    kit.closing(() -> {
      connection.close();
      client.shutdown();
    });
    return new Subject(
        "Lettuce MasterReplica, Sentinel",
        (ask, done) -> LettuceClient.send(connection.async(), ask).whenComplete(done));
  }

  /** As patient as the others; without that it waits for a minute. */
  static ClientOptions patient() {
    return ClientOptions.builder()
        .timeoutOptions(TimeoutOptions.enabled(SteadyLoad.PATIENCE))
        .build();
  }

  Subject stock() {
    RedisOptions options = new RedisOptions()
        .setType(RedisClientType.SENTINEL)
        .setRole(RedisRole.MASTER)
        .setMasterName(PRIMARY)
        .setMaxPoolWaiting(MANY)
        .setMaxWaitingHandlers(MANY);
    sentinels.forEach(sentinel ->
        options.addConnectionString("redis://" + sentinel.host() + ":" + sentinel.port()));
    Redis redis = Redis.createClient(kit.vertx(), options);
    kit.closing(() -> FaultKit.await(redis.close()));
    return new Subject(
        "stock Vert.x client, SENTINEL",
        (ask, done) -> redis.send(ask.request()).onComplete(done));
  }
}
