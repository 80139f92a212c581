package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.ring.HashRing;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardedHandleIT {

  private static final List<String> RING = List.of("redis-0", "redis-1", "redis-2");
  private static final HashRing HASH_RING = new HashRing(RING);

  private final TestRegistry registry = new TestRegistry();
  private final RedisServer[] servers = new RedisServer[3];
  private final EndpointState[] states = new EndpointState[3];
  private RedisHandle handle;

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      servers[i] = registry.server();
      states[i] = TestPod.of(RING.get(i), "uid-" + i, servers[i]).primary();
    }
    registry.sharded(RING, states);
    handle = registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(10)));
  }

  @AfterEach
  void end() {
    registry.close();
  }

  private static int shardOf(String key) {
    return HASH_RING.indexOf(key.getBytes(StandardCharsets.UTF_8));
  }

  /** Keys that live on this shard. */
  private static List<String> keys(int shard, int count) {
    return Stream.iterate(0, i -> i + 1)
        .map(i -> "key-" + i)
        .filter(key -> shardOf(key) == shard)
        .limit(count)
        .toList();
  }

  @Test
  void eachKeyLivesOnItsShard() {
    for (int i = 0; i < 60; i++) {
      ask(handle, "SET", "key-" + i, "v" + i);
    }
    for (int i = 0; i < 60; i++) {
      assertThat(servers[shardOf("key-" + i)].command("GET", "key-" + i)).isEqualTo("v" + i);
    }
    assertThat(servers)
        .allSatisfy(server -> assertThat(server.command("DBSIZE")).isNotEqualTo("0"));
  }

  @Test
  void commandsOfManyKeysAreSplitAndPutTogetherInOrder() {
    List<String> keys = IntStream.range(0, 20).mapToObj(i -> "key-" + i).toList();
    List<String> pairs = new ArrayList<>();
    keys.forEach(key -> pairs.addAll(List.of(key, "of " + key)));
    assertThat(ask(handle, "MSET", pairs.toArray(String[]::new))).isEqualTo("OK");

    List<String> asked = new ArrayList<>(keys);
    asked.add(7, "nothing");
    asked.add("key-3");
    Response got = await(handle.send(cmd("MGET", asked.toArray(String[]::new))));
    assertThat(got.stream().map(each -> each == null ? "nil" : each.toString()))
        .containsExactlyElementsOf(asked.stream()
            .map(key -> key.equals("nothing") ? "nil" : "of " + key)
            .toList());

    String[] all = keys.toArray(String[]::new);
    assertThat(ask(handle, "EXISTS", all)).isEqualTo("20");
    assertThat(ask(handle, "TOUCH", all)).isEqualTo("20");
    assertThat(ask(handle, "DEL", Arrays.copyOf(all, 5))).isEqualTo("5");
    assertThat(ask(handle, "UNLINK", all)).isEqualTo("15");
  }

  @Test
  void keysOfOneHashTagMayMeetAndOthersMayNot() {
    ask(handle, "SADD", "{user}.a", "1", "2");
    ask(handle, "SADD", "{user}.b", "2", "3");
    assertThat(ask(handle, "SINTERSTORE", "{user}.c", "{user}.a", "{user}.b")).isEqualTo("1");
    String here = keys(0, 1).get(0);
    String there = keys(1, 1).get(0);
    assertThat(failure(handle.send(cmd("RENAME", here, there))))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContainingAll("test/redis", "sharded", "RENAME", "3 of 3", "hash tag");
  }

  @Test
  void whatWouldReachOneShardOnlyIsRefused() {
    for (String command : List.of("SWAPDB", "CONFIG", "SAVE", "NO.SUCH")) {
      assertThat(failure(handle.send(cmd(command, "0"))))
          .isInstanceOf(UnroutableException.class)
          .hasMessageContainingAll("test/redis", command);
    }
    assertThat(ask(handle, "PING")).isEqualTo("PONG");
    assertThat(ask(handle, "RANDOMKEY")).isNull();
  }

  @Test
  void theKeysOfADeadShardWaitAndFailAndTheOthersGoOn() {
    String dead = keys(1, 1).get(0);
    String alive = keys(0, 1).get(0);
    ask(handle, "SET", dead, "v");
    servers[1].kill();
    EndpointState down =
        TestPod.of("redis-1", "uid-1", servers[1]).state(Status.DOWN, Role.PRIMARY);
    registry.sharded(RING, states[0], down, states[2]);
    assertThat(failure(handle.send(cmd("SET", dead, "w"), Duration.ofMillis(200))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("shard redis-1", "DOWN", "2 of 3");
    assertThat(ask(handle, "SET", alive, "v")).isEqualTo("OK");
    Throwable partly =
        failure(handle.send(cmd("MSET", dead, "x", alive, "x"), Duration.ofMillis(200)));
    assertThat(partly).isInstanceOf(OutcomeUnknownException.class).hasMessageContaining("1 of 2");

    Future<Response> waits = handle.send(cmd("SET", dead, "back"));
    RedisServer fresh = registry.server();
    registry.sharded(RING, states[0], TestPod.of("redis-1", "uid-9", fresh).primary(), states[2]);
    assertThat(await(waits)).hasToString("OK");
    assertThat(fresh.command("GET", dead)).isEqualTo("back");
  }

  @Test
  void aShardThatIsGoneWhileItsPodIsMadeAnewHasItsKeysWait() {
    String key = keys(2, 1).get(0);
    registry.sharded(RING, states[0], states[1]);
    assertThat(failure(handle.send(cmd("GET", key), Duration.ofMillis(100))))
        .hasMessageContainingAll("shard redis-2", "no endpoint");
  }

  @Test
  void publishersAndSubscribersMeetOnTheHomeShard() {
    RedisConnection own = await(handle.connect());
    Promise<Response> message = Promise.promise();
    own.handler(push -> {
      if (push.get(0).toString().equals("message")) {
        message.tryComplete(push);
      }
    });
    await(own.send(cmd("SUBSCRIBE", "news")));
    assertThat(ask(handle, "PUBLISH", "news", "hello")).isEqualTo("1");
    assertThat(await(message.future()).get(2)).hasToString("hello");
  }

  @Test
  void aPinnedConnectionLeadsToTheShardOfItsKey() {
    for (int shard = 0; shard < 3; shard++) {
      String key = keys(shard, 1).get(0);
      RedisConnection own = await(handle.connect(key));
      await(own.send(cmd("MULTI")));
      await(own.send(cmd("SET", key, "v")));
      await(own.send(cmd("EXEC")));
      assertThat(servers[shard].command("GET", key)).isEqualTo("v");
      await(own.close());
    }
  }

  @Test
  void inModeCacheAPinnedConnectionEndsWhenItsKeyMoves() {
    registry.settings = new ServiceSettings(Topology.SHARDED, Mode.CACHE, false, "");
    registry.sharded(RING, states);
    String key = keys(1, 1).get(0);
    RedisConnection own = await(handle.connect(key));
    await(own.send(cmd("SET", key, "old")));
    Promise<Void> ended = Promise.promise();
    own.endHandler(v -> ended.complete());
    // It is out of the ring, and alive all the same: what it holds is old from now on.
    EndpointState out =
        TestPod.of("redis-1", "uid-1", servers[1]).state(Status.DRAINING, Role.PRIMARY);
    registry.sharded(List.of("redis-0", "redis-2"), states[0], out, states[2]);
    registry.until(() -> handle.snapshot().orElseThrow().ring().size() == 2);
    assertThat(failure(own.send(cmd("GET", key))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("test/redis", "GET", "redis-1", "connect(key)");
    await(ended.future());

    RedisConnection meanwhile = await(handle.connect(key));
    await(meanwhile.send(cmd("SET", key, "new")));
    registry.sharded(RING, states);
    registry.until(() -> handle.snapshot().orElseThrow().ring().size() == 3);
    assertThat(failure(meanwhile.send(cmd("GET", key)))).isInstanceOf(UnavailableException.class);
  }

  @Test
  void aBlockingPopWaitsOnTheShardOfItsKey() {
    String queue = keys(1, 1).get(0);
    Future<Response> pop = handle.send(cmd("BLPOP", queue, "0"));
    registry.until(() -> servers[1].command("INFO", "clients").contains("blocked_clients:1"));
    ask(handle, "RPUSH", queue, "job");
    assertThat(await(pop).get(1)).hasToString("job");
    assertThat(failure(handle.send(cmd("BLPOP", keys(0, 1).get(0), queue, "1"))))
        .isInstanceOf(UnroutableException.class);
  }
}
