package io.redpoll.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A closed load: so many users, each of whom sends its next command when the last is answered.
 *
 * <p>The next command is never sent from the callback of a reply but from a turn of its own, as when an HTTP request asks for
 * it: inside the callback some clients would batch what no application would have them batch. All on one event loop.
 */
final class Load {

  /** What comes before the window, so that all users are under way. */
  private static final Duration RAMP = Duration.ofMillis(100);

  private final Context context;
  private final Client client;
  private final Ask[] asks;
  private final int users;
  private final Supplier<Usage> usage;
  private final LatencyHistogram latencies = new LatencyHistogram();
  private final Promise<LoadResult> result = Promise.promise();

  private boolean counting;
  private boolean over;
  private long from;
  private long until;
  private Usage before;
  private LoadResult measured;
  private int active;
  private int next;

  Load(Context context, Client client, Ask[] asks, int users, Supplier<Usage> usage) {
    this.context = context;
    this.client = client;
    this.asks = asks;
    this.users = users;
    this.usage = usage;
  }

  /** Runs it once; fails if any command fails. */
  Future<LoadResult> run(Duration window) {
    context.runOnContext(v -> {
      from = System.nanoTime() + RAMP.toNanos();
      until = from + window.toNanos();
      active = users;
      for (int i = 0; i < users; i++) {
        new User().send();
      }
    });
    return result.future();
  }

  private void answered(long latency, long now) {
    if (over) {
      return;
    }
    if (counting) {
      latencies.add(latency);
      if (now - until >= 0) {
        end();
      }
    } else if (now - from >= 0) {
      counting = true;
      before = usage.get();
      from = System.nanoTime();
    }
  }

  private void end() {
    long nanos = System.nanoTime() - from;
    measured = LoadResult.of(latencies, nanos, usage.get().minus(before));
    over = true;
  }

  private void failed(Throwable failure) {
    over = true;
    result.tryFail(failure);
  }

  /** The next load must not meet what is left of this one. */
  private void left() {
    active--;
    if (active == 0) {
      result.tryComplete(measured);
    }
  }

  /** Who waits for one reply at a time. */
  private final class User implements Client.Done, Handler<Void> {

    private long sentAt;
    private long answeredAt;
    private Throwable failure;

    void send() {
      Ask ask = asks[next++ & (asks.length - 1)];
      sentAt = System.nanoTime();
      client.send(ask, this);
    }

    @Override
    public void complete(Object reply, Throwable cause) {
      answeredAt = System.nanoTime();
      failure = cause == null && reply == null ? new IllegalStateException("nil") : cause;
      context.runOnContext(this);
    }

    @Override
    public void handle(Void v) {
      if (failure == null) {
        answered(answeredAt - sentAt, answeredAt);
      } else {
        failed(failure);
      }
      if (over) {
        left();
      } else {
        send();
      }
    }
  }
}
