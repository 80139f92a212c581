package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** So many commands as are outstanding, each followed by the next, from two event loops; and what became of each. */
final class Load {

  private static final int OUTSTANDING = 32;

  private final TestRegistry registry;
  private final RedisHandle handle;
  private final IntFunction<Request> commands;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final Set<Integer> succeeded = ConcurrentHashMap.newKeySet();
  private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> others = new ConcurrentLinkedQueue<>();
  private volatile boolean stop;

  /** Starts; {@code commands} gives the command of each number, from 0. */
  Load(TestRegistry registry, IntFunction<Request> commands) {
    this.registry = registry;
    this.commands = commands;
    this.handle = registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(20)));
    List<Context> contexts =
        List.of(registry.vertx.getOrCreateContext(), registry.vertx.getOrCreateContext());
    for (int i = 0; i < OUTSTANDING; i++) {
      running.incrementAndGet();
      contexts.get(i % contexts.size()).runOnContext(v -> send());
    }
  }

  private void send() {
    int number = next.getAndIncrement();
    handle.send(commands.apply(number)).onComplete((reply, failure) -> {
      if (failure == null) {
        succeeded.add(number);
      } else if (failure instanceof HandleException lost && lost.outcomeUnknown()) {
        unknown.add(number);
      } else {
        others.add(failure);
      }
      if (stop) {
        running.decrementAndGet();
      } else {
        send();
      }
    });
  }

  /** Waits until so many more have succeeded. */
  void awaitProgress(int more) {
    int before = succeeded.size();
    registry.until(() -> succeeded.size() > before + more);
  }

  /** Ends when what is outstanding has ended; none may have failed but with its outcome unknown. */
  void stop(String how) {
    stop = true;
    registry.until(() -> running.get() == 0);
    assertThat(others).as(how).isEmpty();
  }

  RedisHandle handle() {
    return handle;
  }

  /** The numbers of those that were answered. */
  Set<Integer> succeeded() {
    return succeeded;
  }

  /** The numbers of those that may have run. */
  Set<Integer> unknown() {
    return unknown;
  }
}
