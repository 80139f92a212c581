package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicatedHandleIT {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final TestRegistry registry = new TestRegistry();
  private RedisServer[] servers;
  private TestPod[] pods;

  @BeforeEach
  void start() {
    RedisServer primary = registry.server();
    servers = new RedisServer[] {
      primary, registry.server(replicaOf(primary)), registry.server(replicaOf(primary))
    };
    pods = new TestPod[] {
      TestPod.of("session-0", "a", servers[0]),
      TestPod.of("session-1", "b", servers[1]),
      TestPod.of("session-2", "c", servers[2])
    };
    registry.until(() -> servers[0].command("INFO", "replication").contains("connected_slaves:2"));
    registry.until(() -> linked(servers[1]) && linked(servers[2]));
    registry.replicated(pods[0].primary(), pods[1].replica(), pods[2].replica());
  }

  @AfterEach
  void end() {
    registry.close();
  }

  private static String[] replicaOf(RedisServer primary) {
    return new String[] {"--replicaof", primary.host(), Integer.toString(primary.port())};
  }

  private static boolean linked(RedisServer replica) {
    return replica.command("INFO", "replication").contains("master_link_status:up");
  }

  private RedisHandle handle(ReadFrom readFrom) {
    return registry.handle(new RedisHandleOptions().setReadFrom(readFrom).setDeadline(LONG));
  }

  private static List<Response> many(RedisHandle handle, int times, String command, String key) {
    List<Future<Response>> replies =
        IntStream.range(0, times).mapToObj(i -> handle.send(cmd(command, key))).toList();
    return await(Future.all(replies).map(all -> all.list()));
  }

  @Test
  void writesGoToThePrimaryAndReadsToTheReplicasThatArePreferred() {
    RedisHandle handle = handle(ReadFrom.REPLICA_PREFERRED);
    many(handle, 20, "INCR", "n");
    many(handle, 50, "GET", "n");
    untilAsked(handle, servers[1]);
    untilAsked(handle, servers[2]);
    assertThat(TestPod.calls(servers[0], "incr")).isEqualTo(20);
    assertThat(TestPod.calls(servers[0], "get")).isZero();
  }

  @Test
  void readsFollowWritesByDefault() {
    RedisHandle handle = registry.handle(new RedisHandleOptions());
    for (int i = 0; i < 50; i++) {
      ask(handle, "SET", "k", Integer.toString(i));
      assertThat(ask(handle, "GET", "k")).isEqualTo(Integer.toString(i));
    }
    assertThat(TestPod.calls(servers[1], "get")).isZero();
  }

  @Test
  void writesWaitForTheNewPrimaryAndSucceed() {
    RedisHandle handle = handle(ReadFrom.PRIMARY);
    ask(handle, "SET", "k", "v");
    servers[0].kill();
    // It may run twice: the connection may not have noticed yet that the process is gone.
    Future<Response> write = handle.send(cmd("SET", "n", "1"));
    servers[1].command("REPLICAOF", "NO", "ONE");
    registry.replicated(
        pods[1].primary(), pods[0].state(Status.DOWN, Role.PRIMARY), pods[2].replica());
    assertThat(await(write)).hasToString("OK");
    assertThat(servers[1].command("GET", "n")).isEqualTo("1");
  }

  @Test
  void aPrimaryThatWasDemotedBehindOurBackRefusesAndTheWriteWaitsForTheSnapshot() {
    RedisHandle handle = handle(ReadFrom.PRIMARY);
    ask(handle, "SET", "k", "v");
    servers[1].command("REPLICAOF", "NO", "ONE");
    servers[0].command("REPLICAOF", servers[1].host(), Integer.toString(servers[1].port()));
    Future<Response> write = handle.send(cmd("SET", "k", "w"));
    registry.until(() -> TestPod.calls(servers[0], "set") >= 1);
    registry.replicated(pods[1].primary(), pods[0].replica(), pods[2].replica());
    assertThat(await(write)).hasToString("OK");
    assertThat(servers[1].command("GET", "k")).isEqualTo("w");
  }

  @Test
  void noReadFailsWhileAReplicaDies() {
    RedisHandle handle = handle(ReadFrom.REPLICA_PREFERRED);
    ask(handle, "SET", "k", "v");
    registry.until(() -> servers[1].command("GET", "k").equals("v"));
    registry.until(() -> servers[2].command("GET", "k").equals("v"));
    // So much traffic that the retry budget covers what is in flight at the moment of death.
    many(handle, 5000, "GET", "k");
    List<Future<Response>> reads = IntStream.range(0, 1000)
        .mapToObj(i -> {
          if (i == 500) {
            servers[1].kill();
          }
          return handle.send(cmd("EXISTS", "k"));
        })
        .toList();
    List<Response> replies = await(Future.all(reads).map(all -> all.list()));
    assertThat(replies).hasSize(1000).allSatisfy(reply -> assertThat(reply).hasToString("1"));
  }

  @Test
  void readsThatWaitForAFrozenReplicaGoElsewhereWhenItIsAgreedToBeDown() {
    RedisHandle handle = handle(ReadFrom.REPLICA);
    ask(handle, "SET", "k", "v");
    many(handle, 500, "EXISTS", "k");
    servers[1].freeze();
    List<Future<Response>> reads =
        IntStream.range(0, 100).mapToObj(i -> handle.send(cmd("EXISTS", "k"))).toList();
    registry.replicated(
        pods[0].primary(), pods[1].state(Status.DOWN, Role.REPLICA), pods[2].replica());
    List<Response> replies = await(Future.all(reads).map(all -> all.list()));
    assertThat(replies).hasSize(100);
  }

  @Test
  void oneThatIsUnreachableFromHereIsAskedFromElsewhereOnly() {
    EndpointState cutOff = new EndpointState(
        pods[1].endpoint("", ""),
        Status.UNREACHABLE,
        Role.REPLICA,
        false,
        "reached from node-2, not from node-1",
        List.of("node-1"));
    registry.replicated(pods[0].primary(), cutOff, pods[2].replica());
    RedisHandleOptions options =
        new RedisHandleOptions().setReadFrom(ReadFrom.REPLICA).setDeadline(LONG);
    RedisHandle here = registry.handle(options.setNode("node-1"));
    many(here, 100, "GET", "k");
    assertThat(TestPod.calls(servers[1], "get")).isZero();
    untilAsked(registry.handle(options.setNode("node-2")), servers[1]);
    assertThat(TestPod.calls(servers[0], "get")).isZero();
  }

  @Test
  void aReplicaThatLagsTooFarIsNotAsked() {
    RedisHandleOptions options =
        new RedisHandleOptions().setMaxLag(Duration.ofMillis(500)).setDeadline(LONG);
    RedisHandle reader = registry.handle(options.setReadFrom(ReadFrom.REPLICA));
    untilAsked(reader, servers[1]);
    untilAsked(reader, servers[2]);
    servers[2].command("REPLICAOF", "127.0.0.1", "1");
    untilUnasked(reader, servers[2]);
    assertThat(TestPod.calls(servers[0], "get")).isZero();
    servers[1].command("REPLICAOF", "127.0.0.1", "1");
    RedisHandle any = registry.handle(options.setReadFrom(ReadFrom.REPLICA_PREFERRED));
    untilUnasked(any, servers[1]);
    assertThat(failure(reader.send(cmd("GET", "k"), Duration.ofMillis(200))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("maxLag");
    Future<Response> waiting = reader.send(cmd("GET", "k"));
    servers[1].command("REPLICAOF", servers[0].host(), Integer.toString(servers[0].port()));
    assertThat(await(waiting)).isNull();
  }

  /** Reads until this server gets some: until it is connected, and has told of its lag, the other gets them all. */
  private static void untilAsked(RedisHandle handle, RedisServer server) {
    while (TestPod.calls(server, "get") == 0) {
      many(handle, 50, "GET", "k");
    }
  }

  /** Reads until this server gets none of many. */
  private static void untilUnasked(RedisHandle handle, RedisServer server) {
    long before;
    do {
      before = TestPod.calls(server, "get");
      many(handle, 50, "GET", "k");
    } while (TestPod.calls(server, "get") != before);
  }

  @Test
  void aFencedPrimaryGetsNothing() {
    EndpointState fenced = new EndpointState(
        pods[0].endpoint("", ""), Status.UP, Role.PRIMARY, true, "two claim to be primary");
    registry.replicated(fenced, pods[1].replica(), pods[2].replica());
    RedisHandle handle = handle(ReadFrom.PRIMARY);
    assertThat(failure(handle.send(cmd("SET", "k", "v"), Duration.ofMillis(100))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("no usable primary", "session-0 FENCED");
    assertThat(TestPod.calls(servers[0], "set")).isZero();
  }
}
