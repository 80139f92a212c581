package io.redpoll.handle;

import io.netty.util.concurrent.ScheduledFuture;
import io.redpoll.resp.BusyException;
import io.redpoll.resp.CommandInfo;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Work with a deadline that may have to wait: its time, its place among those that wait, its history and its end.
 *
 * <p>Its state belongs to the event loop of its caller's context. The answer goes to that context.
 *
 * @param <T> what it is to bring
 */
abstract class Errand<T> {

  /** Between two tries at an endpoint that refuses, unless a change comes first. */
  private static final Backoff PAUSE = new Backoff(20, 500);

  final Dispatcher dispatcher;
  final CommandInfo command;

  private final ContextInternal context;
  private final PromiseInternal<T> promise;

  /** Nanoseconds; Long.MAX_VALUE for more than these can tell. */
  private final long allowed;

  private long startedAt;

  /** How many changes there had been before the view was looked at. */
  private long changesSeen;

  /** Null while there is nothing to tell, as of most calls. */
  private CallHistory history;

  private long ticket;
  private ScheduledFuture<?> timer;

  Errand(Dispatcher dispatcher, ContextInternal context, CommandInfo command, Duration timeout) {
    this.dispatcher = dispatcher;
    this.context = context;
    this.command = command;
    this.allowed = TimeUnit.NANOSECONDS.convert(timeout);
    this.promise = context.promise();
    this.startedAt = dispatcher.now();
  }

  /** Looks where to go, by what is seen now. */
  abstract void look();

  /** The pause that it was to make is over. */
  abstract void rested();

  /** Sets out. Any thread. */
  final Future<T> start() {
    if (context.threadingModel() == ThreadingModel.EVENT_LOOP && context.inThread()) {
      go();
    } else {
      loop().runOnContext(v -> go());
    }
    return promise.future();
  }

  /** Looks anew where to go, at once. On the caller's event loop. */
  final void go() {
    if (dispatcher.closed()) {
      end(history().ending(new HandleClosedException(dispatcher.service())));
      return;
    }
    changesSeen = dispatcher.shared().changes().count();
    look();
  }

  /** It has the whole of its time again, as if it set out now. */
  final void beginAnew() {
    startedAt = dispatcher.now();
  }

  // Waiting

  /** Waits for a change, and so long at most. */
  final void park(long pauseNanos) {
    long left = left();
    if (left <= 0) {
      expire();
      return;
    }
    Waiting waiting = dispatcher.waiting();
    ticket = ticket == 0 ? waiting.ticket() : ticket;
    if (!waiting.add(ticket, this)) {
      end(new BusyException("Service " + dispatcher.service() + ": " + command.name()
          + ": refused, since as many commands as allowed wait already: "
          + history().why()));
      return;
    }
    timer = context
        .nettyEventLoop()
        .schedule(this::ring, Math.min(left, pauseNanos), TimeUnit.NANOSECONDS);
    boolean missed = dispatcher.shared().changes().count() != changesSeen || dispatcher.closed();
    if (missed && waiting.remove(ticket, this)) {
      wake();
    }
  }

  /** Something changed. Any thread, by who took it out of the waiting. */
  final void wake() {
    loop().runOnContext(v -> {
      timer.cancel(false);
      go();
    });
  }

  private void ring() {
    if (dispatcher.waiting().remove(ticket, this)) {
      rested();
      if (left() <= 0) {
        expire();
      } else {
        go();
      }
    }
  }

  /** How long to wait before it tries the same again; longer from failure to failure. */
  final long pause() {
    int failures = Math.max(1, history().failures());
    return TimeUnit.MILLISECONDS.toNanos(PAUSE.millis(failures, dispatcher.random()));
  }

  /** The longest of those pauses. */
  static long longestPause() {
    return TimeUnit.MILLISECONDS.toNanos(PAUSE.mostMillis());
  }

  // The end

  /** It brought {@code result}. */
  final void done(T result) {
    promise.tryComplete(result);
  }

  /** Ends it without an answer. */
  final void expire() {
    end(history().expired(dispatcher.shared().view().sight(), left() <= 0));
  }

  /** Some parts of a write were done and others were not. */
  final void partlyDone(int parts, int of, Throwable failure) {
    end(history().partlyDone(parts, of, failure));
  }

  /** It ends with {@code failure}. */
  final void end(Throwable failure) {
    promise.tryFail(failure);
  }

  /** What happened to it so far. */
  final CallHistory history() {
    if (history == null) {
      history = new CallHistory(dispatcher.service(), command, Duration.ofNanos(allowed));
    }
    return history;
  }

  // Its time

  /** Nanoseconds in all. */
  final long allowed() {
    return allowed;
  }

  /** Nanoseconds left. */
  final long left() {
    return fresh() ? allowed : startedAt + allowed - dispatcher.now();
  }

  /** Whether nothing has happened to it yet that took time: neither a wait nor a failure. */
  final boolean fresh() {
    return history == null && ticket == 0;
  }

  /** When it set out, by the dispatcher's clock. */
  final long startedAt() {
    return startedAt;
  }

  /** Whether it is tried for the first time. */
  final boolean first() {
    return history == null || history.failures() == 0;
  }

  final boolean ended() {
    return promise.future().isComplete();
  }

  /** The caller's context. */
  final ContextInternal context() {
    return context;
  }

  /** A context on the caller's event loop. */
  final ContextInternal loop() {
    return dispatcher.shared().tools().loopOf(context);
  }
}
