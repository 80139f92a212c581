package io.redpoll.bench;

import io.redpoll.bench.Ask.Operation;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An open load: so many commands a second, half reads and half writes, whether or not those before are answered. So who is slow
 * is not asked less, and the time that a command had to wait to be sent counts.
 *
 * <p>All on one event loop. A command without an answer in time has failed.
 */
final class SteadyLoad {

  /** Commands a second. */
  static final int RATE = 500;

  /** How long an application waits for an answer. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long SLOW_NANOS = 100_000_000L;
  private static final int VALUE_BYTES = 16;
  private static final int STEP_MILLIS = 2;

  private final Context context;
  private final Subject subject;
  private final Ask[] gets = Ask.of(Operation.GET, VALUE_BYTES);
  private final Ask[] sets = Ask.of(Operation.SET, VALUE_BYTES);
  private final LatencyHistogram latencies = new LatencyHistogram();
  private final Promise<Result> result = Promise.promise();

  private long began;
  private int sent;
  private int pending;
  private int failed;
  private int slow;
  private String firstFailure = "";
  private boolean over;

  /**
   * What came of it.
   *
   * @param sent how many commands were sent
   * @param failed how many of them ended in an error, or in nothing
   * @param slow how many were answered, but after more than 100 ms
   * @param latencies of all, failed ones included
   * @param firstFailure what the first failure said, empty if there was none
   */
  record Result(int sent, int failed, int slow, LatencyHistogram latencies, String firstFailure) {}

  private SteadyLoad(Context context, Subject subject) {
    this.context = context;
    this.subject = subject;
  }

  static SteadyLoad start(Vertx vertx, Subject subject) {
    SteadyLoad load = new SteadyLoad(vertx.getOrCreateContext(), subject);
    load.context.runOnContext(v -> {
      load.began = System.nanoTime();
      vertx.setPeriodic(STEP_MILLIS, load::tick);
    });
    return load;
  }

  Subject subject() {
    return subject;
  }

  /** Sends no more. */
  void stop() {
    context.runOnContext(v -> {
      over = true;
      finishIfDone();
    });
  }

  /** Returns when it was stopped, and all commands are answered or given up. Blocks. */
  Result awaitResult() throws Exception {
    return result.future().await(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void tick(long timer) {
    if (over) {
      context.owner().cancelTimer(timer);
      return;
    }
    long due = (System.nanoTime() - began) * RATE / TimeUnit.SECONDS.toNanos(1);
    while (sent < due) {
      // When it should have been sent, not when it was.
      new One(began + sent * TimeUnit.SECONDS.toNanos(1) / RATE).send(sent++);
    }
  }

  private void finishIfDone() {
    if (over && pending == 0) {
      result.tryComplete(new Result(sent, failed, slow, latencies, firstFailure));
    }
  }

  private final class One implements Client.Done {

    private final long dueAt;
    private boolean answered;
    private long timer;

    One(long dueAt) {
      this.dueAt = dueAt;
    }

    void send(int number) {
      pending++;
      timer = context.owner().setTimer(PATIENCE.toMillis(), id -> end("no answer in time"));
      Ask[] asks = number % 2 == 0 ? gets : sets;
      subject.client(0).send(asks[number / 2 % asks.length], this);
    }

    @Override
    public void complete(Object reply, Throwable failure) {
      String what = failure == null ? "" : String.valueOf(failure);
      context.runOnContext(v -> end(what));
    }

    private void end(String failure) {
      if (answered) {
        return;
      }
      answered = true;
      context.owner().cancelTimer(timer);
      long latency = System.nanoTime() - dueAt;
      latencies.add(latency);
      pending--;
      if (!failure.isEmpty()) {
        failed++;
        firstFailure = firstFailure.isEmpty() ? failure : firstFailure;
      } else if (latency > SLOW_NANOS) {
        slow++;
      }
      finishIfDone();
    }
  }
}
