package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands that the command table does not have, from the handle to servers that rename theirs. */
class UnknownCommandIT {

  private static final List<String> RING = List.of("redis-0", "redis-1", "redis-2");

  private final TestRegistry registry = new TestRegistry();
  private final RedisHandle handle =
      registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(10)));

  @AfterEach
  void end() {
    registry.close();
  }

  private RedisServer standalone(String... args) {
    RedisServer server = registry.server(args);
    registry.standalone(TestPod.of("redis-0", "a", server).primary());
    return server;
  }

  private List<RedisServer> sharded(String... args) {
    List<RedisServer> servers =
        RING.stream().map(shard -> registry.server(args)).toList();
    registry.sharded(
        RING,
        IntStream.range(0, RING.size())
            .mapToObj(i -> TestPod.of(RING.get(i), "uid-" + i, servers.get(i)).primary())
            .toArray(EndpointState[]::new));
    return servers;
  }

  /** Redis 7 counts those of containers by themselves. */
  private static long asked(RedisServer server) {
    return TestPod.calls(server, "command") + TestPod.calls(server, "command|info");
  }

  @Test
  void aRenamedCommandGoesWhereItsKeyIsAndOneServerIsAskedOnce() {
    List<RedisServer> servers = sharded("--rename-command", "GET", "LOOKUP");
    List<String> keys = IntStream.range(0, 60).mapToObj(i -> "key-" + i).toList();
    keys.forEach(key -> ask(handle, "SET", key, "value of " + key));
    Future<List<Response>> replies =
        handle.batch(keys.stream().map(key -> cmd("LOOKUP", key)).toList());
    assertThat(await(replies))
        .map(Response::toString)
        .containsExactlyElementsOf(keys.stream().map(key -> "value of " + key).toList());
    assertThat(servers.stream().mapToLong(UnknownCommandIT::asked).sum()).isEqualTo(1);
  }

  @Test
  void aRenamedCommandOfManyKeysIsSplitLikeBefore() {
    RedisServer server = sharded("--rename-command", "MGET", "FETCH").get(0);
    assumeTrue(
        server.command("COMMAND", "INFO", "fetch").contains("mget"),
        "not split: this server does not tell that FETCH was MGET");
    List<String> keys = IntStream.range(0, 20).mapToObj(i -> "key-" + i).toList();
    keys.forEach(key -> ask(handle, "SET", key, "value of " + key));
    assertThat(await(handle.send(cmd("FETCH", keys.toArray(String[]::new)))).stream()
            .map(Response::toString))
        .containsExactlyElementsOf(keys.stream().map(key -> "value of " + key).toList());
  }

  @Test
  void aRenamedCommandThatChangesItsConnectionIsStillRefused() {
    standalone("--rename-command", "MULTI", "BEGIN");
    assertThat(failure(handle.send(cmd("BEGIN"))))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContaining("connect()");
  }

  @Test
  void aRenamedCommandThatBlocksStillHoldsUpNobody() {
    standalone("--rename-command", "BLPOP", "AWAIT");
    Future<Response> popped = handle.send(cmd("AWAIT", "list", "0"));
    assertThat(ask(handle, "RPUSH", "list", "v")).isEqualTo("1");
    assertThat(await(popped).get(1)).hasToString("v");
  }

  @Test
  void whatNoServerKnowsIsTheServersToRefuseWhereverItHasOnePlaceToGo() {
    RedisServer server = standalone();
    assertThat(failure(handle.send(cmd("NO.SUCH", "k")))).hasMessageContaining("unknown command");
    assertThat(failure(handle.send(cmd("NO.SUCH", "k")))).hasMessageContaining("unknown command");
    assertThat(asked(server)).as("a module may come").isEqualTo(2);
  }

  @Test
  void whatNoServerKnowsHasNoShardToGoTo() {
    sharded();
    assertThat(failure(handle.send(cmd("NO.SUCH", "k"))))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContainingAll("NO.SUCH", "no server told its keys", "connect(key)");
  }

  @Test
  void aServerThatRefusesToTellIsNoObstacleToOnePlaceToGo() {
    standalone("--rename-command", "COMMAND", "", "--rename-command", "GET", "LOOKUP");
    ask(handle, "SET", "k", "v");
    assertThat(ask(handle, "LOOKUP", "k")).isEqualTo("v");
  }

  @Test
  void askingIsPartOfTheDeadline() {
    assertThat(failure(handle.send(cmd("NO.SUCH", "k"), Duration.ofMillis(50))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("test/redis", "no record");
  }
}
