package io.redpoll.scenarios;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.handle.HandleException;
import io.redpoll.handle.RedisHandle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An application under load: so many commands outstanding all the time, from two event loops; a third reads, a third writes
 * what may be written twice, a third counts.
 */
final class Load {

  private static final int KEYS = 300;
  private static final int PATIENCE_SECONDS = 60;

  private final RedisHandle handle;
  private final Vertx vertx;
  private final boolean counting;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicLong turn = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Progress> awaited = new ConcurrentLinkedQueue<>();
  private volatile boolean over;
  private final Promise<Void> ended = Promise.promise();

  private record Progress(long target, Promise<Void> reached) {}

  private Load(Vertx vertx, RedisHandle handle, boolean counting) {
    this.vertx = vertx;
    this.handle = handle;
    this.counting = counting;
  }

  /** Starts a load of reads and writes that may be done twice. */
  static Load readingAndWriting(Vertx vertx, RedisHandle handle, int outstanding) {
    return new Load(vertx, handle, false).start(outstanding);
  }

  /** Starts a load that also counts, with INCR. */
  static Load alsoCounting(Vertx vertx, RedisHandle handle, int outstanding) {
    return new Load(vertx, handle, true).start(outstanding);
  }

  private Load start(int outstanding) {
    running.set(outstanding);
    List<Context> contexts = List.of(vertx.getOrCreateContext(), vertx.getOrCreateContext());
    for (int i = 0; i < outstanding; i++) {
      contexts.get(i % contexts.size()).runOnContext(v -> next());
    }
    return this;
  }

  private void next() {
    long n = turn.getAndIncrement();
    String key = "key-" + n % KEYS;
    boolean incr = counting && n % 3 == 0;
    Request request = incr
        ? Request.cmd(Command.INCR).arg("count-" + n % KEYS)
        : n % 3 == 1
            ? Request.cmd(Command.GET).arg(key)
            : Request.cmd(Command.SET).arg(key).arg(n);
    handle.send(request).onComplete((reply, failure) -> {
      tally(incr, failure);
      if (over) {
        if (running.decrementAndGet() == 0) {
          ended.complete();
        }
      } else {
        // A turn of its own, as when an HTTP request asks for it.
        Vertx.currentContext().runOnContext(v -> next());
      }
    });
  }

  private void tally(boolean incr, Throwable failure) {
    long now = done.incrementAndGet();
    if (failure == null) {
      counted.addAndGet(incr ? 1 : 0);
    } else {
      failures.add(failure);
      unknown.addAndGet(
          incr && failure instanceof HandleException lost && lost.outcomeUnknown() ? 1 : 0);
    }
    awaited.removeIf(progress -> now >= progress.target() && progress.reached().tryComplete());
  }

  /** Returns when so many more commands were done. */
  Load awaitMore(int commands) {
    Promise<Void> reached = Promise.promise();
    awaited.add(new Progress(done.get() + commands, reached));
    await(reached.future());
    return this;
  }

  /** Ends it, and returns when no command is outstanding. */
  Load end() {
    over = true;
    await(ended.future());
    return this;
  }

  /** No command failed. */
  void expectNoFailure() {
    Map<String, Long> kinds = new TreeMap<>(failures.stream()
        .collect(groupingBy(
            failure -> String.valueOf(failure.getMessage()).replaceAll("[0-9]+", "#"),
            counting())));
    assertThat(kinds).as("failures of " + done.get() + " commands").isEmpty();
  }

  /** What failed so far. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** The counters hold no more than was counted, and those whose outcome is unknown. */
  void expectNothingTwice() {
    List<Future<Response>> counts = new ArrayList<>();
    for (int i = 0; i < KEYS; i += 3) {
      counts.add(handle.send(Request.cmd(Command.GET).arg("count-" + i)));
    }
    long sum = await(Future.all(counts)).<Response>list().stream()
        .mapToLong(count -> count == null ? 0 : count.toLong())
        .sum();
    assertThat(sum)
        .as("sum of the counters, with " + unknown.get() + " outcomes unknown")
        .isPositive()
        .isLessThanOrEqualTo(counted.get() + unknown.get());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no result within " + PATIENCE_SECONDS + " s", e);
    }
  }
}
