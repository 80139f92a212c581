package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.testing.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three replicas, of which one answers 200 ms later than the others: counted is who was asked. */
class SlowReplicaIT {

  private static final int READS = 4_000;
  private static final long DELAY_MILLIS = 200;

  private final TestRegistry registry = new TestRegistry();
  private final AtomicInteger[] asked = {
    new AtomicInteger(), new AtomicInteger(), new AtomicInteger()
  };
  private ScriptedServer[] servers;
  private TestPod[] pods;

  @BeforeEach
  void start() {
    servers = IntStream.range(0, 3).mapToObj(this::server).toArray(ScriptedServer[]::new);
    pods = IntStream.range(0, 3)
        .mapToObj(i -> new TestPod("session-" + i, "uid-" + i, servers[i].address()))
        .toArray(TestPod[]::new);
  }

  @AfterEach
  void end() {
    registry.close();
  }

  /** The third is the slow one. */
  private ScriptedServer server(int i) {
    ScriptedServer.Script script = (client, command) -> {
      if (!command.get(0).equalsIgnoreCase("get")) {
        client.write("+OK\r\n");
        return;
      }
      asked[i].incrementAndGet();
      if (i == 2) {
        registry.vertx.setTimer(DELAY_MILLIS, id -> client.write("$1\r\nv\r\n"));
      } else {
        client.write("$1\r\nv\r\n");
      }
    };
    return ScriptedServer.start(registry.vertx, script.afterHello());
  }

  private void publish(Status third) {
    registry.write(
        Topology.REPLICATED,
        Optional.empty(),
        List.of(),
        List.of(pods[0].replica(), pods[1].replica(), pods[2].state(third, Role.REPLICA)));
  }

  /** Reads with so many outstanding, one after the other. */
  private void read(RedisHandle handle, int reads, int outstanding) {
    AtomicInteger left = new AtomicInteger(reads);
    List<Future<Void>> readers =
        IntStream.range(0, outstanding).mapToObj(i -> reader(handle, left)).toList();
    await(Future.all(readers));
  }

  private Future<Void> reader(RedisHandle handle, AtomicInteger left) {
    Promise<Void> done = Promise.promise();
    registry.vertx.runOnContext(v -> next(handle, left, done));
    return done.future();
  }

  private void next(RedisHandle handle, AtomicInteger left, Promise<Void> done) {
    if (left.getAndDecrement() <= 0) {
      done.complete();
      return;
    }
    handle.send(cmd("GET", "k")).onSuccess(reply -> next(handle, left, done)).onFailure(done::fail);
  }

  private RedisHandle handle() {
    return registry.handle(
        new RedisHandleOptions().setReadFrom(ReadFrom.REPLICA).setDeadline(Duration.ofSeconds(10)));
  }

  @Test
  void aSlowReplicaGetsLessThanATwentiethOfTheReads() {
    publish(Status.UP);
    read(handle(), READS, 8);
    assertThat(asked[2].get()).isBetween(1, READS / 20);
    assertThat(asked[0].get()).isGreaterThan(READS / 4);
    assertThat(asked[1].get()).isGreaterThan(READS / 4);
  }

  @Test
  void whatIsKnownOfItOutlivesANewSnapshot() {
    publish(Status.UP);
    RedisHandle handle = handle();
    read(handle, READS, 8);
    int before = asked[2].get();
    publish(Status.DEGRADED);
    registry.until(() -> handle
        .snapshot()
        .filter(state -> state.endpoints().get(2).status() == Status.DEGRADED)
        .isPresent());
    read(handle, 100, 8);
    assertThat(asked[2].get() - before).isLessThanOrEqualTo(5);
  }
}
