package io.redpoll.agent.guard;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.redpoll.agent.AgentCluster;
import io.redpoll.agent.AgentOptions;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * An application with a Vert.x and a handle of its own, in the cluster of the agent. It reads the keys all the time, one
 * read after another in each of its loops, and has the ledger look at what it sees.
 */
final class Application {

  private static final int LOOPS = 4;
  private static final long STEP_MILLIS = 2;
  private static final int PATIENCE_SECONDS = 60;

  private final String name;
  private final Vertx vertx;
  private final RedisHandle redis;
  private final Ledger ledger;
  private final AtomicLong reads = new AtomicLong();
  private volatile boolean over;

  private Application(String name, Vertx vertx, RedisHandle redis, Ledger ledger) {
    this.name = name;
    this.vertx = vertx;
    this.redis = redis;
    this.ledger = ledger;
  }

  /** Joins the cluster of the agent; its handle is of the Service {@code service}. */
  static Application join(String name, AgentOptions options, String service, Ledger ledger) {
    Vertx vertx = await(AgentCluster.joinAsApplication(options, new VertxOptions()));
    RedisHandleOptions handle = new RedisHandleOptions().setService(service);
    return new Application(
        name, vertx, RedisHandle.create(vertx, ServiceDiscovery.create(vertx), handle), ledger);
  }

  Vertx vertx() {
    return vertx;
  }

  RedisHandle redis() {
    return redis;
  }

  /** Begins to read. */
  void watch(List<String> keys, long seed) {
    for (int loop = 0; loop < LOOPS; loop++) {
      Random random = new Random(seed + loop);
      Context context = vertx.getOrCreateContext();
      context.runOnContext(v -> read(context, keys, random));
    }
  }

  private void read(Context context, List<String> keys, Random random) {
    if (over) {
      return;
    }
    String key = keys.get(random.nextInt(keys.size()));
    int floor = ledger.floor(key);
    redis.send(Request.cmd(Command.GET).arg(key)).onComplete((reply, failure) -> {
      if (failure == null) {
        ledger.read(name, key, floor, reply == null ? null : reply.toInteger());
      }
      reads.incrementAndGet();
      context.runOnContext(v -> read(context, keys, random));
    });
  }

  /** Writes values, one after another, and has the ledger know of each when it is acknowledged. */
  void write(List<String> keys, int value) {
    for (String key : keys) {
      await(redis.send(Request.cmd(Command.SET).arg(key).arg(value)));
      ledger.acknowledged(key, value);
    }
  }

  /** Returns when its handle has such a snapshot. */
  void until(Predicate<Snapshot> condition) {
    until(() -> redis.snapshot().filter(condition).isPresent());
  }

  /** Returns when it has read so many more values. */
  void awaitReads(int more) {
    long target = reads.get() + more;
    until(() -> reads.get() >= target);
  }

  private void until(BooleanSupplier condition) {
    Promise<Void> holds = Promise.promise();
    long timer = vertx.setPeriodic(STEP_MILLIS, id -> {
      if (condition.getAsBoolean()) {
        holds.tryComplete();
      }
    });
    await(holds.future().onComplete(done -> vertx.cancelTimer(timer)));
  }

  /** Leaves. */
  void close() {
    over = true;
    await(redis.close());
    await(vertx.close());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no result within " + PATIENCE_SECONDS + " s", e);
    }
  }
}
