package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.event.EventAddresses;
import io.redpoll.resp.BusyException;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneHandleIT {

  private final TestRegistry registry = new TestRegistry();
  private final RedisHandle handle =
      registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(10)));

  @AfterEach
  void end() {
    registry.close();
  }

  private RedisServer up() {
    RedisServer server = registry.server();
    registry.standalone(TestPod.of("redis-0", "a", server).primary());
    return server;
  }

  @Test
  void answersLikeAnyOtherRedis() {
    up();
    RedisAPI api = RedisAPI.api(handle);
    await(api.set(List.of("k", "v")));
    assertThat(await(api.get("k"))).hasToString("v");
    assertThat(await(api.get("nothing"))).isNull();
    assertThat(await(handle.batch(List.of(cmd("INCR", "n"), cmd("INCR", "n"), cmd("GET", "k")))))
        .map(Response::toString)
        .containsExactly("1", "2", "v");
    assertThat(failure(handle.batch(List.of(cmd("GET", "k"), cmd("INCR", "k")))))
        .hasMessageContaining("not an integer");
  }

  @Test
  void commandsThatComeBeforeTheServiceWaitForIt() {
    Future<List<Object>> replies = Future.all(IntStream.range(0, 100)
            .mapToObj(i -> handle.send(cmd("RPUSH", "list", Integer.toString(i))))
            .toList())
        .map(all -> all.list());
    up();
    await(replies);
    assertThat(await(handle.send(cmd("LRANGE", "list", "0", "-1"))))
        .map(Response::toString)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 100).mapToObj(Integer::toString).toList());
  }

  @Test
  void anUnknownServiceFailsAtTheDeadlineAndIsNamed() {
    assertThat(failure(handle.send(cmd("GET", "k"), Duration.ofMillis(50))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("test/redis", "GET", "50 ms", "no record");
  }

  @Test
  void aDeadlineLongerThanNanosecondsCanTellIsNone() {
    Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
    RedisHandle patient = registry.handle(new RedisHandleOptions().setDeadline(ever));
    Future<Response> waits = patient.send(cmd("PING"));
    up();
    assertThat(await(waits)).hasToString("PONG");
    assertThat(await(patient.send(cmd("ECHO", "x"), ever))).hasToString("x");
    Future<Response> pinned = patient.connect().compose(own -> own.send(cmd("PING")));
    assertThat(await(pinned)).hasToString("PONG");
  }

  @Test
  void aFullQueueRefusesAtOnce() {
    RedisHandle small = registry.handle(new RedisHandleOptions().setMaxWaiting(1));
    Future<Response> waits = small.send(cmd("GET", "k"));
    // Each goes by its own way to the queue, so the second to arrive is not known, only that one is
    // refused.
    Future<Response> refused = small.send(cmd("GET", "k"));
    assertThat(failure(Future.any(waits, refused).eventually(Future::succeededFuture)))
        .isNotNull();
    assertThat(List.of(failure(waits), failure(refused)))
        .anyMatch(failure -> failure instanceof BusyException);
  }

  @Test
  void aClosedHandleRefusesAtOnceAndItsTwinWorksOn() {
    up();
    RedisHandle twin = registry.handle(new RedisHandleOptions());
    ask(handle, "SET", "k", "v");
    await(handle.close());
    await(handle.close());
    assertThat(failure(handle.send(cmd("GET", "k")))).isInstanceOf(HandleClosedException.class);
    assertThat(failure(handle.connect())).isInstanceOf(HandleClosedException.class);
    assertThat(ask(twin, "GET", "k")).isEqualTo("v");
  }

  @Test
  void whatWaitsWhenTheHandleIsClosedFails() {
    Future<Response> waits = handle.send(cmd("GET", "k"));
    await(handle.close());
    assertThat(failure(waits)).isInstanceOf(HandleClosedException.class);
  }

  @Test
  void theLastHandleClosesTheConnections() {
    RedisServer server = up();
    RedisHandle twin = registry.handle(new RedisHandleOptions());
    ask(handle, "PING");
    ask(twin, "PING");
    assertThat(clients(server)).isPositive();
    await(handle.close());
    assertThat(clients(server)).isPositive();
    await(twin.close());
    registry.until(() -> clients(server) == 0);
  }

  private static long clients(RedisServer server) {
    return server
        .command("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains("name=redpoll"))
        .count();
  }

  @Test
  void commandsWaitWhileThePodComesBackElsewhere() {
    RedisServer first = up();
    ask(handle, "SET", "k", "v");
    first.kill();
    Future<Response> waits = handle.send(cmd("SET", "k", "w"));
    RedisServer second = registry.server();
    registry.standalone(TestPod.of("redis-0", "b", second).primary());
    assertThat(await(waits)).hasToString("OK");
    assertThat(second.command("GET", "k")).isEqualTo("w");
  }

  @Test
  void aPodThatMovesIsLeftOnlyWhenTheNewAddressStands() {
    RedisServer first = up();
    ask(handle, "SET", "k", "v");
    RedisServer second = registry.server();
    second.command("SET", "k", "moved");
    TestPod sameId = new TestPod("redis-0", "a", TestPod.of("", "a", second).address());
    // The same pod and port under another address, as with a changed host network.
    assertThat(sameId.id()).isEqualTo(TestPod.of("redis-0", "a", first).id());
    registry.standalone(sameId.primary());
    registry.until(() -> "moved".equals(second.command("GET", "k")) && clients(first) == 0);
    assertThat(ask(handle, "GET", "k")).isEqualTo("moved");
  }

  @Test
  void aServiceThatIsRemovedIsGoneAndOneThatIsBackWorks() {
    RedisServer server = up();
    ask(handle, "SET", "k", "v");
    registry.remove();
    registry.until(() -> handle.snapshot().isEmpty());
    assertThat(failure(handle.send(cmd("GET", "k"), Duration.ofMillis(50))))
        .hasMessageContaining("removed");
    registry.standalone(TestPod.of("redis-0", "a", server).primary());
    assertThat(ask(handle, "GET", "k")).isEqualTo("v");
  }

  @Test
  void anUnconcludedTopologyWaits() {
    RedisServer server = registry.server();
    TestPod pod = TestPod.of("redis-0", "a", server);
    registry.write(Topology.UNKNOWN, Optional.empty(), List.of(), List.of(pod.primary()));
    assertThat(failure(handle.send(cmd("GET", "k"), Duration.ofMillis(50))))
        .hasMessageContaining("not concluded");
    Future<Response> waits = handle.send(cmd("GET", "k"));
    registry.standalone(pod.primary());
    assertThat(await(waits)).isNull();
  }

  @Test
  void aBlockingPopTakesAConnectionOfItsOwn() {
    RedisServer server = up();
    Future<Response> pop = handle.send(cmd("BLPOP", "queue", "0"));
    registry.until(() -> server.command("INFO", "clients").contains("blocked_clients:1"));
    assertThat(ask(handle, "PING")).isEqualTo("PONG");
    ask(handle, "RPUSH", "queue", "job");
    assertThat(await(pop)).map(Response::toString).containsExactly("queue", "job");
    ask(handle, "RPUSH", "queue", "next");
    assertThat(await(handle.send(cmd("BLPOP", "queue", "0"))).get(1)).hasToString("next");
    assertThat(clients(server))
        .as("the second one takes the connection of the first")
        .isEqualTo(2);
  }

  @Test
  void aBlockingPopThatRunsOutBringsNil() {
    up();
    assertThat(await(handle.send(cmd("BLPOP", "queue", "0.05")))).isNull();
  }

  @Test
  void whatChangesAConnectionIsRefusedWithAdvice() {
    up();
    for (String command : List.of("SUBSCRIBE", "MULTI", "WATCH", "SELECT", "MONITOR")) {
      assertThat(failure(handle.send(cmd(command, "x"))))
          .isInstanceOf(UnroutableException.class)
          .hasMessageContainingAll("test/redis", command, "connect()");
    }
  }

  @Test
  void connectGivesAConnectionForTransactions() {
    up();
    RedisConnection own = await(handle.connect());
    await(own.send(cmd("MULTI")));
    assertThat(await(own.send(cmd("INCR", "n")))).hasToString("QUEUED");
    assertThat(ask(handle, "GET", "n")).isNull();
    assertThat(await(own.send(cmd("EXEC")))).map(Response::toString).containsExactly("1");
    await(own.close());
  }

  @Test
  void connectGivesAConnectionForSubscriptions() {
    up();
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
    await(handle.close());
    assertThat(failure(own.send(cmd("PING")))).isNotNull();
  }

  @Test
  void aBlockingPopEndsWithItsHandle() {
    RedisServer server = up();
    Future<Response> pop = handle.send(cmd("BLPOP", "queue", "0"));
    registry.until(() -> server.command("INFO", "clients").contains("blocked_clients:1"));
    await(handle.close());
    assertThat(failure(pop)).isInstanceOf(OutcomeUnknownException.class);
    registry.until(() -> clients(server) == 0);
  }

  @Test
  void repliesComeOnTheCallersContext() {
    up();
    VertxInternal vertx = (VertxInternal) registry.vertx;
    List<ContextInternal> callers = List.of(
        vertx.createEventLoopContext(),
        vertx.createEventLoopContext(),
        vertx.createWorkerContext(),
        vertx.createEventLoopContext().duplicate());
    for (ContextInternal caller : callers) {
      Promise<Context> repliedOn = Promise.promise();
      caller.runOnContext(v ->
          handle.send(cmd("PING")).onComplete(reply -> repliedOn.complete(Vertx.currentContext())));
      assertThat(await(repliedOn.future())).isSameAs(caller);
    }
  }

  @Test
  void logsInAsTheLabelOfTheServiceSays(@TempDir Path secrets) throws IOException {
    Path file = Files.writeString(secrets.resolve("password"), "geheim\n");
    RedisServer server = registry.server("--requirepass", "geheim");
    registry.settings = new ServiceSettings(Topology.UNKNOWN, Mode.STORE, false, "team");
    registry.standalone(TestPod.of("redis-0", "a", server).primary());
    RedisHandle knows = registry.handle(
        new RedisHandleOptions().addCredentials("team", Credentials.ofFile("", file)));
    assertThat(ask(knows, "SET", "k", "v")).isEqualTo("OK");
    assertThat(failure(handle.send(cmd("GET", "k"), Duration.ofMillis(100))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("redpoll.io/credentials", "team");
    RedisHandle wrong = registry.handle(
        new RedisHandleOptions().addCredentials("team", Credentials.of("", () -> "falsch")));
    assertThat(failure(wrong.send(cmd("GET", "k"), Duration.ofMillis(200))))
        .hasMessageContaining("WRONGPASS")
        .hasMessageNotContaining("falsch");
  }

  @Test
  void aLostConnectionIsReported() {
    RedisServer server = up();
    Promise<JsonObject> report = Promise.promise();
    registry
        .vertx
        .eventBus()
        .<JsonObject>consumer(
            EventAddresses.REPORTS, message -> report.tryComplete(message.body()));
    ask(handle, "PING");
    server.kill();
    assertThat(await(report.future()).getString("service")).isEqualTo("test/redis");
    assertThat(await(report.future()).getString("endpoint"))
        .isEqualTo(TestPod.of("redis-0", "a", server).id().toString());
  }

  @Test
  void aPodThatIsDownFailsAtTheDeadlineAndIsNamed() {
    RedisServer server = up();
    server.kill();
    assertThat(failure(handle.send(cmd("SET", "k", "v"), Duration.ofMillis(200))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("redis-0", "200 ms");
    registry.standalone(TestPod.of("redis-0", "a", server).state(Status.DOWN, Role.PRIMARY));
    assertThat(failure(handle.send(cmd("SET", "k", "v"), Duration.ofMillis(200))))
        .hasMessageContainingAll("no usable primary", "redis-0 DOWN (so it is)");
  }

  @Test
  void aWriteToAFrozenPodIsOfUnknownOutcomeAndAReadIsNot() {
    RedisServer server = up();
    ask(handle, "PING");
    server.freeze();
    Throwable write = failure(handle.send(cmd("INCR", "n"), Duration.ofMillis(200)));
    assertThat(write).isInstanceOf(OutcomeUnknownException.class);
    assertThat(((HandleException) write).outcomeUnknown()).isTrue();
    assertThat(failure(handle.send(cmd("GET", "n"), Duration.ofMillis(200))))
        .isInstanceOf(UnavailableException.class);
    server.thaw();
    assertThat(ask(handle, "GET", "n")).isEqualTo("1");
  }
}
