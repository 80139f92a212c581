package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManyLoopsIT {

  private static final int VERTICLES = 6;
  private static final int COMMANDS = 500;

  private final TestRegistry registry = new TestRegistry();

  @AfterEach
  void end() {
    registry.close();
  }

  @Test
  void oneHandleIsUsedFromEachEventLoopOnAConnectionOfItsOwn() {
    RedisServer server = registry.server();
    registry.standalone(TestPod.of("redis-0", "a", server).primary());
    RedisHandle handle = registry.handle(new RedisHandleOptions());
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    await(registry.vertx.deployVerticle(
        () -> new Counter(handle, threads), new DeploymentOptions().setInstances(VERTICLES)));
    assertThat(ask(handle, "GET", "n")).isEqualTo(Integer.toString(VERTICLES * COMMANDS));
    assertThat(threads).hasSizeGreaterThan(1);
    // One for each event loop that was used, and one for that of the last question.
    assertThat(
            server.command("CLIENT", "LIST").lines().filter(line -> line.contains("name=redpoll")))
        .hasSizeBetween(threads.size(), threads.size() + 1);
  }

  @Test
  void theRegistryGoneAllWorksOn() {
    RedisServer server = registry.server();
    registry.standalone(TestPod.of("redis-0", "a", server).primary());
    RedisHandle handle = registry.handle(new RedisHandleOptions());
    ask(handle, "SET", "k", "v");
    registry.discovery.close();
    server.command("CLIENT", "KILL", "TYPE", "normal");
    assertThat(ask(handle, "GET", "k")).isEqualTo("v");
  }

  /** Counts when it starts, and notes where its replies come. */
  private static final class Counter extends VerticleBase {

    private final RedisHandle handle;
    private final Set<Thread> threads;

    Counter(RedisHandle handle, Set<Thread> threads) {
      this.handle = handle;
      this.threads = threads;
    }

    @Override
    public Future<?> start() {
      List<Future<Void>> all = IntStream.range(0, COMMANDS)
          .mapToObj(i -> handle.send(cmd("INCR", "n")).<Void>map(reply -> {
            Context here = Vertx.currentContext();
            assertThat(here).isSameAs(context);
            threads.add(Thread.currentThread());
            return null;
          }))
          .toList();
      return Future.all(all);
    }
  }
}
