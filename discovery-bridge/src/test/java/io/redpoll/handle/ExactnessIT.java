package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.cmd;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Context;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting with INCR while connections break and pods are killed: nothing is counted twice, nothing counted is lost. */
class ExactnessIT {

  private static final int OUTSTANDING = 32;

  private final TestRegistry registry = new TestRegistry();
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicInteger running = new AtomicInteger();
  private final Queue<Throwable> others = new ConcurrentLinkedQueue<>();
  private volatile boolean stop;

  @AfterEach
  void end() {
    registry.close();
  }

  private void load(RedisHandle handle) {
    List<Context> contexts =
        List.of(registry.vertx.getOrCreateContext(), registry.vertx.getOrCreateContext());
    for (int i = 0; i < OUTSTANDING; i++) {
      running.incrementAndGet();
      contexts.get(i % contexts.size()).runOnContext(v -> count(handle));
    }
  }

  private void count(RedisHandle handle) {
    handle.send(cmd("INCR", "n")).onComplete((reply, failure) -> {
      if (failure == null) {
        succeeded.incrementAndGet();
      } else if (failure instanceof HandleException lost && lost.outcomeUnknown()) {
        unknown.incrementAndGet();
      } else {
        others.add(failure);
      }
      if (stop) {
        running.decrementAndGet();
      } else {
        count(handle);
      }
    });
  }

  private void awaitProgress() {
    long before = succeeded.get();
    registry.until(() -> succeeded.get() > before + 200);
  }

  private void finish(RedisHandle handle) {
    stop = true;
    registry.until(() -> running.get() == 0);
    long counter = Long.parseLong(ask(handle, "GET", "n"));
    assertThat(others).isEmpty();
    assertThat(counter).isBetween(succeeded.get(), succeeded.get() + unknown.get());
  }

  @Test
  void connectionsThatBreakCostNoCount() {
    RedisServer server = registry.server();
    registry.standalone(TestPod.of("redis-0", "a", server).primary());
    RedisHandle handle =
        registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(20)));
    load(handle);
    for (int i = 0; i < 100; i++) {
      awaitProgress();
      server.command("CLIENT", "KILL", "TYPE", "normal");
    }
    finish(handle);
  }

  @Test
  void podsThatAreKilledCostNoCount(@TempDir Path data) {
    // With "everysec" a server may answer before it writes; with "no" it writes first, which
    // outlives the process.
    String[] durable = {"--dir", data.toString(), "--appendonly", "yes", "--appendfsync", "no"};
    RedisServer server = registry.server(durable);
    registry.standalone(TestPod.of("redis-0", "uid", server).primary());
    RedisHandle handle =
        registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(20)));
    load(handle);
    for (int i = 0; i < 10; i++) {
      awaitProgress();
      server.kill();
      server = registry.server(durable);
      registry.standalone(TestPod.of("redis-0", "uid-" + i, server).primary());
    }
    finish(handle);
  }
}
