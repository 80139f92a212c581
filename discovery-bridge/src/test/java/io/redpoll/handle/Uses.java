package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.redpoll.testkit.redis.RedisBinary;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerException;
import io.vertx.core.Future;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.redis.RedisSessionStore;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What applications use Redis for, through a handle, on real servers; each topology has its own class. */
abstract class Uses {

  /** The tag of a test whose servers have to be of Redis 7 at least: sharded pub/sub came with it. */
  static final String NEEDS_REDIS_7 = "needs-redis-7";

  static final Duration LONG = Duration.ofSeconds(15);

  final TestRegistry registry = new TestRegistry();
  RedisHandle handle;

  /** Starts the servers and writes the record. */
  abstract void startService();

  /** All servers that take writes. */
  abstract List<RedisServer> primaries();

  /** Replaces the endpoint that takes the writes of {@code key} by another one, whose first is killed. */
  abstract void loseTheEndpointOf(String key);

  @BeforeEach
  final void start(TestInfo test) {
    if (test.getTags().contains(NEEDS_REDIS_7)) {
      registry.options = registry.options.withBinary(redis7());
    }
    startService();
    handle = registry.handle(new RedisHandleOptions().setDeadline(LONG));
  }

  @AfterEach
  final void end() {
    registry.close();
  }

  @Test
  void cache() {
    assertThat(ask(handle, "SET", "page:1", "<html>", "PX", "60000")).isEqualTo("OK");
    assertThat(ask(handle, "GET", "page:1")).isEqualTo("<html>");
    assertThat(Long.parseLong(ask(handle, "PTTL", "page:1"))).isBetween(1L, 60_000L);
    assertThat(ask(handle, "MSET", "page:2", "two", "page:3", "three")).isEqualTo("OK");
    assertThat(await(handle.send(cmd("MGET", "page:3", "page:none", "page:1"))))
        .extracting(each -> each == null ? "nil" : each.toString())
        .containsExactly("three", "nil", "<html>");
    assertThat(ask(handle, "SET", "page:1", "late", "NX")).isNull();
    assertThat(ask(handle, "DEL", "page:1", "page:2", "page:none")).isEqualTo("2");
    assertThat(ask(handle, "PEXPIRE", "page:3", "0")).isEqualTo("1");
    assertThat(ask(handle, "EXISTS", "page:3")).isEqualTo("0");
  }

  @Test
  void sessionsOfVertxWeb() {
    RedisSessionStore store = RedisSessionStore.create(registry.vertx, handle);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Session session = store.createSession(60_000);
      session.put("user", "user-" + i);
      await(store.put(session));
      ids.add(session.id());
      assertThat(await(store.get(session.id())).<String>get("user")).isEqualTo("user-" + i);
    }
    assertThat(await(store.size())).isEqualTo(20);
    String one = ids.iterator().next();
    await(store.delete(one));
    assertThat(await(store.get(one))).isNull();
    assertThat(await(store.size())).isEqualTo(19);
    await(store.clear());
    assertThat(await(store.size())).isZero();
    store.close();
  }

  @Test
  void queuesWithBlockingPops() {
    Future<Response> waiting = handle.send(cmd("BLPOP", "jobs", "0"));
    registry.until(() -> blocked() == 1);
    assertThat(ask(handle, "RPUSH", "jobs", "first")).isEqualTo("1");
    assertThat(await(waiting).get(1)).hasToString("first");

    // A reliable queue: what a worker has taken stays in a list of its own until it is done.
    Future<Response> moved = handle.send(cmd("BRPOPLPUSH", "{q}.todo", "{q}.doing", "0"));
    registry.until(() -> blocked() == 1);
    ask(handle, "LPUSH", "{q}.todo", "second");
    assertThat(await(moved)).hasToString("second");
    Future<Response> next =
        handle.send(cmd("BLMOVE", "{q}.todo", "{q}.doing", "LEFT", "RIGHT", "0"));
    registry.until(() -> blocked() == 1);
    ask(handle, "LPUSH", "{q}.todo", "third");
    assertThat(await(next)).hasToString("third");
    assertThat(await(handle.send(cmd("LRANGE", "{q}.doing", "0", "-1"))))
        .extracting(Response::toString)
        .containsExactlyInAnyOrder("second", "third");
    assertThat(ask(handle, "LREM", "{q}.doing", "1", "second")).isEqualTo("1");
    assertThat(ask(handle, "BLPOP", "nothing", "0.01")).isNull();
  }

  @Test
  void streamsWithConsumerGroups() {
    assertThat(ask(handle, "XGROUP", "CREATE", "orders", "billing", "$", "MKSTREAM"))
        .isEqualTo("OK");
    Future<Response> waiting = handle.send(
        cmd("XREADGROUP", "GROUP", "billing", "worker-1", "BLOCK", "0", "STREAMS", "orders", ">"));
    registry.until(() -> blocked() == 1);
    String id = ask(handle, "XADD", "orders", "*", "item", "book");
    Response entry = await(waiting).get("orders").get(0);
    assertThat(entry.get(0)).hasToString(id);
    assertThat(await(handle.send(cmd("XPENDING", "orders", "billing"))).get(0)).hasToString("1");
    Response claimed = await(
        handle.send(cmd("XAUTOCLAIM", "orders", "billing", "worker-2", "0", "0", "COUNT", "10")));
    assertThat(claimed.get(1)).hasSize(1);
    assertThat(ask(handle, "XACK", "orders", "billing", id)).isEqualTo("1");
    assertThat(ask(handle, "XLEN", "orders")).isEqualTo("1");
    assertThat(ask(
            handle,
            "XREADGROUP",
            "GROUP",
            "billing",
            "worker-1",
            "BLOCK",
            "10",
            "STREAMS",
            "orders",
            ">"))
        .isNull();
  }

  @Test
  void timersAndLeaderboards() {
    ask(handle, "ZADD", "timers", "100", "ring", "200", "remind", "300", "later");
    assertThat(await(handle.send(cmd("ZRANGEBYSCORE", "timers", "-inf", "250"))))
        .extracting(Response::toString)
        .containsExactly("ring", "remind");
    assertThat(ask(handle, "ZREM", "timers", "ring")).isEqualTo("1");
    assertThat(ask(handle, "ZREM", "timers", "ring"))
        .as("another worker was first")
        .isEqualTo("0");
    assertThat(await(handle.send(cmd("BZPOPMIN", "timers", "1"))).get(1)).hasToString("remind");

    for (int i = 0; i < 30; i++) {
      ask(handle, "ZINCRBY", "points", Integer.toString(i % 7), "player-" + i % 10);
    }
    Response best = await(handle.send(cmd("ZREVRANGE", "points", "0", "2", "WITHSCORES")));
    assertThat(best).isNotEmpty();
    String winner =
        best.get(0).size() > 1 ? best.get(0).get(0).toString() : best.get(0).toString();
    assertThat(ask(handle, "ZREVRANK", "points", winner)).isEqualTo("0");
    assertThat(ask(handle, "ZCARD", "points")).isEqualTo("10");
  }

  @Test
  void scriptsAreThereAlsoWhereTheServerForgotThem() {
    String script = "return redis.call('INCRBY', KEYS[1], ARGV[1])";
    String sha = ask(handle, "SCRIPT", "LOAD", script);
    assertThat(await(handle.send(cmd("SCRIPT", "EXISTS", sha, sha.replace(sha.charAt(0), '0'))))
            .get(0))
        .hasToString("1");
    for (int i = 1; i <= 20; i++) {
      assertThat(ask(handle, "EVALSHA", sha, "1", "n-" + i, "5")).isEqualTo("5");
    }
    primaries().forEach(server -> server.command("SCRIPT", "FLUSH"));
    for (int i = 1; i <= 20; i++) {
      assertThat(ask(handle, "EVALSHA", sha, "1", "n-" + i, "5")).isEqualTo("10");
    }
    assertThat(ask(handle, "EVAL", "return ARGV[1]", "1", "k", "seen")).isEqualTo("seen");
    primaries().forEach(server -> server.command("SCRIPT", "FLUSH"));
    String other = ask(handle, "SCRIPT", "LOAD", "return ARGV[1]");
    primaries().forEach(server -> server.command("SCRIPT", "FLUSH"));
    assertThat(ask(handle, "EVALSHA", other.toUpperCase(Locale.ROOT), "1", "k", "again"))
        .isEqualTo("again");
    assertThat(TestRegistry.failure(
            handle.send(cmd("EVALSHA", "0123456789012345678901234567890123456789", "1", "k"))))
        .hasMessageContaining("NOSCRIPT");
  }

  @Test
  void transactionsOnPinnedConnections() {
    RedisConnection own = await(handle.connect("account"));
    ask(handle, "SET", "account", "10");
    await(own.send(cmd("WATCH", "account")));
    await(own.send(cmd("MULTI")));
    await(own.send(cmd("INCRBY", "account", "5")));
    ask(handle, "SET", "account", "0");
    assertThat(await(own.send(cmd("EXEC")))).as("somebody else wrote").isNull();
    await(own.send(cmd("WATCH", "account")));
    await(own.send(cmd("MULTI")));
    await(own.send(cmd("INCRBY", "account", "5")));
    await(own.send(cmd("INCRBY", "account", "6")));
    assertThat(await(own.send(cmd("EXEC"))))
        .extracting(Response::toString)
        .containsExactly("5", "11");
    await(own.close());
    assertThat(ask(handle, "GET", "account")).isEqualTo("11");
  }

  @Test
  void aWatchedConnectionEndsWithItsEndpoint() {
    RedisConnection own = await(handle.connect("account"));
    await(own.send(cmd("WATCH", "account")));
    Future<Throwable> lost = Future.future(promise -> own.exceptionHandler(promise::tryComplete));
    loseTheEndpointOf("account");
    assertThat(await(lost)).isNotNull();
    assertThat(TestRegistry.failure(own.send(cmd("MULTI")))).isNotNull();
    RedisConnection another = await(handle.connect("account"));
    await(another.send(cmd("MULTI")));
    await(another.send(cmd("SET", "account", "1")));
    assertThat(await(another.send(cmd("EXEC")))).hasSize(1);
  }

  @Test
  void scanKeysAndSizesOverTheWholeService() {
    Set<String> keys = IntStream.range(0, 500).mapToObj(i -> "item:" + i).collect(toSet());
    keys.forEach(key -> ask(handle, "SET", key, "v"));
    ask(handle, "SET", "other", "v");
    assertThat(ask(handle, "DBSIZE")).isEqualTo("501");
    assertThat(await(handle.send(cmd("KEYS", "item:*"))).stream()
            .map(Response::toString)
            .collect(toSet()))
        .isEqualTo(keys);
    assertThat(new HashSet<>(scan("MATCH", "item:*", "COUNT", "50"))).isEqualTo(keys);
    assertThat(ask(handle, "FLUSHDB")).isEqualTo("OK");
    assertThat(ask(handle, "DBSIZE")).isEqualTo("0");
    assertThat(scan()).isEmpty();
    primaries().forEach(server -> assertThat(server.command("DBSIZE")).isEqualTo("0"));
  }

  final List<String> scan(String... options) {
    List<String> found = new ArrayList<>();
    String cursor = "0";
    do {
      List<String> arguments = new ArrayList<>(List.of(cursor));
      arguments.addAll(List.of(options));
      Response reply = await(handle.send(cmd("SCAN", arguments.toArray(String[]::new))));
      reply.get(1).forEach(key -> found.add(key.toString()));
      cursor = reply.get(0).toString();
    } while (!cursor.equals("0"));
    return found;
  }

  @Test
  void aSubscriberHearsOnAfterItsEndpointIsLost() {
    Subscriber subscriber = new Subscriber(await(handle.connect()));
    subscriber.send("SUBSCRIBE", "news", "sport");
    subscriber.send("PSUBSCRIBE", "weather.*");
    ask(handle, "PUBLISH", "news", "before");
    assertThat(subscriber.next("message")).containsExactly("message", "news", "before");
    loseTheEndpointOf("");
    assertThat(subscriber.next("psubscribe")).as("made again").contains("weather.*");
    ask(handle, "PUBLISH", "news", "after");
    ask(handle, "PUBLISH", "weather.rain", "wet");
    assertThat(subscriber.next("message")).containsExactly("message", "news", "after");
    assertThat(subscriber.next("pmessage"))
        .containsExactly("pmessage", "weather.*", "weather.rain", "wet");
    subscriber.send("SUBSCRIBE", "late");
    subscriber.send("UNSUBSCRIBE", "news");
    loseTheEndpointOf("");
    assertThat(subscriber.next("psubscribe")).contains("weather.*");
    assertThat(ask(handle, "PUBLISH", "news", "nobody")).isEqualTo("0");
    ask(handle, "PUBLISH", "late", "hello");
    assertThat(subscriber.next("message")).containsExactly("message", "late", "hello");
    subscriber.close();
    assertThat(subscriber.next("end")).containsExactly("end");
  }

  @Test
  @Tag(NEEDS_REDIS_7)
  void aShardedSubscriberHearsOnAfterItsEndpointIsLost() {
    Subscriber subscriber = new Subscriber(await(handle.connect("room-1")));
    subscriber.send("SSUBSCRIBE", "room-1");
    ask(handle, "SPUBLISH", "room-1", "before");
    assertThat(subscriber.next("smessage")).containsExactly("smessage", "room-1", "before");
    loseTheEndpointOf("room-1");
    assertThat(subscriber.next("ssubscribe")).contains("room-1");
    assertThat(ask(handle, "SPUBLISH", "room-1", "after")).isEqualTo("1");
    assertThat(subscriber.next("smessage")).containsExactly("smessage", "room-1", "after");
  }

  /** The server that comes with the kit is a 6.2: REDPOLL_REDIS_SERVER may name a newer one, or the PATH have it. */
  private static String redis7() {
    List<String> tried = new ArrayList<>();
    for (String choice : List.of("", "redis-server")) {
      try {
        RedisBinary binary = RedisBinary.find(choice);
        tried.add(binary.path() + " is " + binary.version());
        if (!binary.version().matches("Redis server v=[0-6]\\..*")) {
          return choice;
        }
      } catch (RedisServerException none) {
        tried.add(none.getMessage());
      }
    }
    return abort("sharded pub/sub needs Redis 7: " + String.join("; ", tried));
  }

  final int blocked() {
    return primaries().stream()
        .flatMap(server -> server.command("INFO", "clients").lines())
        .filter(line -> line.startsWith("blocked_clients:"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }
}
