package io.redpoll.bench;

import io.redpoll.bench.Ask.Operation;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** Jedis as applications of event loops have to use it: its calls block, so each command takes a thread and a connection. */
final class JedisClient {

  static final String JEDIS = "Jedis, thread for each";

  /** More than any load has outstanding, so that nobody waits for a connection. */
  private static final int MANY = 4096;

  private JedisClient() {}

  static Subject open(Rig rig) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(MANY);
    pool.setMaxIdle(MANY);
    RedisClient jedis = RedisClient.builder()
        .hostAndPort(rig.server().host(), rig.server().port())
        .poolConfig(pool)
        .build();
    ExecutorService threads = Executors.newCachedThreadPool();
    rig.atEnd(() -> {
      threads.shutdownNow();
      jedis.close();
    });
    return new Subject(JEDIS, (ask, done) -> threads.execute(() -> send(jedis, ask, done)));
  }

  private static void send(RedisClient jedis, Ask ask, Client.Done done) {
    Object reply;
    try {
      reply = ask.operation() == Operation.GET
          ? jedis.get(ask.keyBytes())
          : jedis.set(ask.keyBytes(), ask.value());
    } catch (RuntimeException failure) {
      done.complete(null, failure);
      return;
    }
    done.complete(reply, null);
  }
}
