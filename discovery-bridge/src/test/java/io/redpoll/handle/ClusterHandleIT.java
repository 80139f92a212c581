package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.redis.RedisCluster;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handles on a real Redis Cluster of three primaries with a replica each. Each test has slots of its own. */
class ClusterHandleIT {

  private static RedisCluster cluster;

  /** So that each test moves other slots. */
  private static final AtomicInteger TAGS = new AtomicInteger();

  private final TestRegistry registry = new TestRegistry();
  private RedisHandle handle;

  @BeforeAll
  static void startCluster() {
    cluster = RedisCluster.start(3, 1, "--cluster-replica-no-failover", "yes");
  }

  @AfterAll
  static void endCluster() {
    cluster.close();
  }

  @BeforeEach
  void start() {
    registry.cluster(cluster.servers());
    handle = handle(new RedisHandleOptions());
  }

  @AfterEach
  void end() {
    registry.close();
  }

  private RedisHandle handle(RedisHandleOptions options) {
    return registry.handle(options.setDeadline(Duration.ofSeconds(15)));
  }

  /** The name of a slot that the primary has and no other test uses. */
  private static String tag(int primary) {
    return Stream.generate(() -> "t" + TAGS.incrementAndGet())
        .filter(tag -> slot(tag) * 3 / RedisCluster.SLOTS == primary)
        .findFirst()
        .orElseThrow();
  }

  private static int slot(String key) {
    return KeySlot.of(key.getBytes(UTF_8));
  }

  private static RedisServer server(int i) {
    return cluster.servers().get(i);
  }

  /** How often servers sent a command on, by their own count. */
  private static long redirections() {
    return cluster.servers().stream()
        .flatMap(server -> server.command("INFO", "errorstats").lines())
        .filter(line -> line.startsWith("errorstat_MOVED") || line.startsWith("errorstat_ASK"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1).trim()))
        .sum();
  }

  @Test
  void theSlotOfAKeyIsTheServersOwn() {
    for (String key : List.of("foo", "{user1000}.following", "foo{}{bar}", "foo{{bar}}zap", "")) {
      assertThat(server(0).command("CLUSTER", "KEYSLOT", key)).isEqualTo("" + slot(key));
    }
  }

  @Test
  void eachKeyGoesStraightToTheNodeThatHasItsSlot() {
    long before = redirections();
    for (int i = 0; i < 100; i++) {
      ask(handle, "SET", "straight-" + i, "v" + i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(ask(handle, "GET", "straight-" + i)).isEqualTo("v" + i);
    }
    assertThat(redirections()).isEqualTo(before);
  }

  @Test
  void aSlotThatMovedIsFollowedAndTheMapIsLearnedAnew() {
    String tag = tag(0);
    String key = "{" + tag + "}k";
    ask(handle, "SET", key, "v");
    cluster.move(slot(tag), server(0), server(1));
    assertThat(ask(handle, "GET", key)).isEqualTo("v");
    cluster.await("the map to be learned", () -> {
      long before = redirections();
      ask(handle, "GET", key);
      return redirections() == before;
    });
  }

  @Test
  void aSlotOnItsWayIsAskedForOnBothSides() {
    String tag = tag(1);
    String stays = "{" + tag + "}stays";
    String moved = "{" + tag + "}moved";
    String fresh = "{" + tag + "}fresh";
    ask(handle, "SET", stays, "1");
    ask(handle, "SET", moved, "2");
    cluster.beginMove(slot(tag), server(1), server(2));
    cluster.moveKeys(server(1), server(2), List.of(moved));
    List<Future<Response>> mixed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      mixed.add(handle.send(cmd("GET", i % 2 == 0 ? moved : stays)));
    }
    List<Response> replies = await(Future.all(mixed).map(all -> all.list()));
    for (int i = 0; i < 100; i++) {
      assertThat(replies.get(i)).hasToString(i % 2 == 0 ? "2" : "1");
    }
    ask(handle, "SET", fresh, "3");
    assertThat(server(2).command("CLUSTER", "COUNTKEYSINSLOT", "" + slot(tag))).isEqualTo("2");
    assertThat(ask(handle, "GET", fresh)).isEqualTo("3");
    cluster.moveKeys(slot(tag), server(1), server(2), Integer.MAX_VALUE);
    cluster.endMove(slot(tag), server(1), server(2));
    assertThat(ask(handle, "MGET", stays, moved, fresh)).isEqualTo("[1, 2, 3]");
  }

  @Test
  void keysThatAreApartForAMomentAreWaitedFor() {
    String tag = tag(2);
    String a = "{" + tag + "}a";
    String b = "{" + tag + "}b";
    ask(handle, "MSET", a, "1", b, "2");
    cluster.beginMove(slot(tag), server(2), server(0));
    cluster.moveKeys(server(2), server(0), List.of(a));
    Future<Response> both = handle.send(cmd("RENAMENX", a, b));
    registry.until(() -> Stream.of(server(0), server(2))
        .anyMatch(server -> server.command("INFO", "errorstats").contains("errorstat_TRYAGAIN")));
    assertThat(both.isComplete()).isFalse();
    cluster.moveKeys(slot(tag), server(2), server(0), Integer.MAX_VALUE);
    cluster.endMove(slot(tag), server(2), server(0));
    assertThat(await(both)).hasToString("0");
  }

  @Test
  void aClusterThatIsDownIsWaitedFor() {
    String tag = tag(0);
    ask(handle, "SET", tag, "v");
    String unused = "" + slot(tag(2));
    assertThat(server(2).command("CLUSTER", "DELSLOTS", unused)).isEqualTo("OK");
    cluster.await(
        "cluster_state:fail",
        () -> server(2).command("CLUSTER", "INFO").contains("cluster_state:fail"));
    String there = Stream.iterate(0, i -> i + 1)
        .map(i -> "down" + i)
        .filter(key -> slot(key) * 3 / RedisCluster.SLOTS == 2 && !unused.equals("" + slot(key)))
        .findFirst()
        .orElseThrow();
    Future<Response> write = handle.send(cmd("SET", there, "w"));
    registry.until(() -> server(2).command("INFO", "errorstats").contains("errorstat_CLUSTERDOWN"));
    assertThat(write.isComplete()).isFalse();
    assertThat(server(2).command("CLUSTER", "ADDSLOTS", unused)).isEqualTo("OK");
    assertThat(await(write)).hasToString("OK");
    cluster.awaitOk();
  }

  @Test
  void commandsOfManyKeysAreSplitBySlotAndPutTogetherInOrder() {
    List<String> keys = IntStream.range(0, 30).mapToObj(i -> "many-" + i).toList();
    List<String> pairs = new ArrayList<>();
    keys.forEach(key -> pairs.addAll(List.of(key, "of " + key)));
    assertThat(ask(handle, "MSET", pairs.toArray(String[]::new))).isEqualTo("OK");
    Response values = await(handle.send(cmd("MGET", keys.toArray(String[]::new))));
    assertThat(values).hasSize(30);
    for (int i = 0; i < 30; i++) {
      assertThat(values.get(i)).hasToString("of many-" + i);
    }
    assertThat(ask(handle, "DEL", keys.toArray(String[]::new))).isEqualTo("30");
    assertThat(failure(handle.send(cmd("RENAME", "many-1", "many-2"))))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContainingAll(
            "test/redis", "hash tag", "cluster, ", " endpoints usable", "16384 of 16384");
  }

  @Test
  void readsGoToReplicasWherePreferred() {
    RedisHandle reader = handle(new RedisHandleOptions().setReadFrom(ReadFrom.REPLICA));
    ask(handle, "SET", "replicated", "v");
    int primary = slot("replicated") * 3 / RedisCluster.SLOTS;
    RedisServer replica = server(3 + primary);
    cluster.await("replication", () -> "v".equals(ask(reader, "GET", "replicated")));
    long primaryCalls = TestPod.calls(server(primary), "get");
    long replicaCalls = TestPod.calls(replica, "get");
    for (int i = 0; i < 20; i++) {
      assertThat(ask(reader, "GET", "replicated")).isEqualTo("v");
    }
    assertThat(TestPod.calls(server(primary), "get")).isEqualTo(primaryCalls);
    assertThat(TestPod.calls(replica, "get")).isEqualTo(replicaCalls + 20);
  }

  @Test
  void nodesThatTheSnapshotDoesNotKnowAreUsedAllTheSame() {
    registry.cluster(List.of(server(1)));
    RedisHandle other = handle(new RedisHandleOptions().setConnectTimeout(Duration.ofMillis(900)));
    for (int i = 0; i < 30; i++) {
      ask(other, "SET", "stranger-" + i, "v" + i);
      assertThat(ask(other, "GET", "stranger-" + i)).isEqualTo("v" + i);
    }
  }

  @Test
  void aPinnedConnectionLeadsToTheNodeThatHasTheKeyAlsoAfterItsSlotMoved() {
    String tag = tag(0);
    String key = "{" + tag + "}tx";
    ask(handle, "SET", key, "1");
    cluster.move(slot(tag), server(0), server(2));
    RedisConnection pinned = await(handle.connect(key));
    await(pinned.send(cmd("MULTI")));
    await(pinned.send(cmd("INCR", key)));
    assertThat(await(pinned.send(cmd("EXEC")))).hasToString("[2]");
    await(pinned.close());
  }

  @Test
  void aCommandThatBlocksFollowsItsSlot() {
    String tag = tag(1);
    String key = "{" + tag + "}queue";
    ask(handle, "DEL", key);
    Future<Response> popped = handle.send(cmd("BLPOP", key, "0"));
    registry.until(() -> server(1).command("INFO", "clients").contains("blocked_clients:1"));
    cluster.move(slot(tag), server(1), server(0));
    registry.until(() -> server(0).command("INFO", "clients").contains("blocked_clients:1"));
    ask(handle, "RPUSH", key, "x");
    assertThat(await(popped).get(1)).hasToString("x");
  }

  @Test
  void whatHasNoKeyAndOneAnswerGoesToAnyNode() {
    assertThat(ask(handle, "PING")).isEqualTo("PONG");
    assertThat(ask(handle, "CLUSTER", "KEYSLOT", "foo")).isEqualTo("12182");
  }

  @Test
  void whatConcernsAllKeysIsAskedOfAllPrimaries() {
    ask(handle, "FLUSHALL");
    for (int i = 0; i < 60; i++) {
      ask(handle, "SET", "all-" + i, "v");
    }
    assertThat(ask(handle, "DBSIZE")).isEqualTo("60");
    assertThat(await(handle.send(cmd("KEYS", "all-*")))).hasSize(60);
    Set<String> found = new HashSet<>();
    String cursor = "0";
    do {
      Response step = await(handle.send(cmd("SCAN", cursor, "COUNT", "7")));
      step.get(1).forEach(key -> found.add(key.toString()));
      cursor = step.get(0).toString();
    } while (!cursor.equals("0"));
    assertThat(found).hasSize(60);
    String sha = ask(handle, "SCRIPT", "LOAD", "return redis.call('get', KEYS[1])");
    for (int i = 0; i < 10; i++) {
      assertThat(ask(handle, "EVALSHA", sha, "1", "all-" + i)).isEqualTo("v");
    }
    ask(handle, "FLUSHDB");
    assertThat(ask(handle, "DBSIZE")).isEqualTo("0");
    for (Request request :
        List.of(cmd("SWAPDB", "0", "1"), cmd("CONFIG", "GET", "*"), cmd("PUBSUB", "CHANNELS"))) {
      assertThat(failure(handle.send(request)))
          .as(request.toString())
          .isInstanceOf(UnroutableException.class)
          .hasMessageContainingAll("test/redis", "cluster", "connect(key)");
    }
  }

  @Test
  void aPublishedMessageReachesSubscribersOnAnyNode() {
    List<String> heard = new CopyOnWriteArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      RedisConnection subscriber = await(handle.connect(tag(shard)));
      subscriber.handler(push -> heard.add(push.toString()));
      await(subscriber.send(cmd("SUBSCRIBE", "news")));
    }
    ask(handle, "PUBLISH", "news", "hello");
    registry.until(() -> heard.stream().filter(push -> push.contains("hello")).count() == 3);
  }

  @Test
  void aNodeThatJoinsGetsSlotsUnderLoadAndNothingFailsOrIsCountedTwice() {
    int counters = 64;
    AtomicInteger done = new AtomicInteger();
    AtomicInteger running = new AtomicInteger();
    List<Throwable> failures = new ArrayList<>();
    boolean[] stop = new boolean[1];
    String tag = tag(0);
    for (int i = 0; i < counters; i++) {
      running.incrementAndGet();
      String key = "{" + (i % 2 == 0 ? tag : "load-" + i) + "}n" + i;
      registry.vertx.runOnContext(v -> count(key, done, running, failures, stop));
    }
    RedisServer fourth = cluster.join();
    for (int slot : List.of(slot(tag), slot("load-1"), slot("load-3"), slot("load-5"))) {
      cluster.move(slot, server(slot * 3 / RedisCluster.SLOTS), fourth);
      int before = done.get();
      registry.until(() -> done.get() > before + 500);
    }
    stop[0] = true;
    registry.until(() -> running.get() == 0);
    assertThat(failures).isEmpty();
    long sum = 0;
    for (int i = 0; i < counters; i++) {
      String key = "{" + (i % 2 == 0 ? tag : "load-" + i) + "}n" + i;
      sum += Long.parseLong(ask(handle, "GET", key));
    }
    assertThat(sum).isEqualTo(done.get());
  }

  private void count(
      String key,
      AtomicInteger done,
      AtomicInteger running,
      List<Throwable> failures,
      boolean[] stop) {
    handle.send(cmd("INCR", key)).onComplete((reply, failure) -> {
      if (failure == null) {
        done.incrementAndGet();
      } else {
        failures.add(failure);
      }
      if (stop[0]) {
        running.decrementAndGet();
      } else {
        count(key, done, running, failures, stop);
      }
    });
  }
}
