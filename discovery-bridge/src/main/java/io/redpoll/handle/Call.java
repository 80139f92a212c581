package io.redpoll.handle;

import io.netty.util.concurrent.ScheduledFuture;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.resp.BusyException;
import io.redpoll.resp.CommandInfo;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One command on its way: it looks for an endpoint, waits if there is none, tries, and tries again, until it has an answer or
 * its deadline has passed.
 *
 * <p>Its state belongs to the event loop of its caller's context. The answer goes to that context.
 *
 * @param <T> what it is to bring
 */
abstract class Call<T> implements Route.Traveller, LocalHealth {

  /** Between two tries at an endpoint that refuses, unless a change comes first. */
  private static final Backoff PAUSE = new Backoff(20, 500);

  /** More failures than this before anything was sent are no accident. */
  private static final int MOST_RESENDS = 32;

  final Dispatcher dispatcher;
  final CommandInfo command;

  private final ContextInternal context;
  private final PromiseInternal<T> promise;
  private final Duration timeout;
  private final long deadline;

  private View view;

  /** How many changes there had been before the view was looked at. */
  private long changesSeen;

  private Node node;
  private String reason = "";
  private Throwable lastFailure;
  private boolean mayHaveRun;
  private int tries;

  /** The node that refused, and the view in which it did: asked again after a pause, or when the view is another. */
  private Node refusing;

  private View refusingView;

  private long ticket;
  private ScheduledFuture<?> timer;

  Call(Dispatcher dispatcher, ContextInternal context, CommandInfo command, Duration timeout) {
    this.dispatcher = dispatcher;
    this.context = context;
    this.command = command;
    this.timeout = timeout;
    this.promise = context.promise();
    this.deadline = dispatcher.now() + timeout.toNanos();
  }

  /** Where to go by {@code router}. */
  abstract Route route(Router router);

  /** Tries it at {@code node}: leads to {@link #done}, {@link #failed}, {@link #unreachable} or {@link #hold}. */
  abstract void attempt(Node node);

  /** Sets out. Any thread. */
  final Future<T> start() {
    if (context.threadingModel() == ThreadingModel.EVENT_LOOP && context.inThread()) {
      go();
    } else {
      loop().runOnContext(v -> go());
    }
    return promise.future();
  }

  private void go() {
    if (dispatcher.closed()) {
      giveUp(new HandleClosedException(dispatcher.service()));
      return;
    }
    changesSeen = dispatcher.shared().changes().count();
    view = dispatcher.shared().view();
    route(dispatcher.router(view)).lead(this);
  }

  @Override
  public final void goTo(EndpointId endpoint) {
    node = view.node(endpoint);
    if (node == refusing && view == refusingView) {
      park(TimeUnit.MILLISECONDS.toNanos(PAUSE.millis(tries, dispatcher.random())));
    } else if (left() <= 0) {
      expire();
    } else {
      attempt(node);
    }
  }

  @Override
  public final void hold(String why) {
    reason = why;
    park(Long.MAX_VALUE);
  }

  @Override
  public final void refuse(HandleException refusal) {
    giveUp(refusal);
  }

  @Override
  public final boolean avoided(EndpointId endpoint) {
    Node other = view.node(endpoint);
    return other.avoided() || other.lane(context).broken();
  }

  @Override
  public final double cost(EndpointId endpoint) {
    return view.node(endpoint).lane(context).cost(dispatcher.now());
  }

  // Waiting

  private void park(long pauseNanos) {
    long left = left();
    if (left <= 0) {
      expire();
      return;
    }
    Waiting waiting = dispatcher.waiting();
    ticket = ticket == 0 ? waiting.ticket() : ticket;
    if (!waiting.add(ticket, this)) {
      fail(new BusyException("Service " + dispatcher.service() + ": " + command.name()
          + ": refused, since as many commands as allowed wait already: " + why()));
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
      refusing = null;
      if (left() <= 0) {
        expire();
      } else {
        go();
      }
    }
  }

  // What came of it

  /** It brought {@code result}. */
  final void done(T result) {
    promise.tryComplete(result);
  }

  /** It was tried and brought {@code failure}. */
  final void failed(Throwable failure) {
    lastFailure = failure;
    tries++;
    switch (Retry.after(failure, command)) {
      case RESEND -> {
        if (tries < MOST_RESENDS) {
          go();
        } else {
          fail(failure);
        }
      }
      case REPEAT -> {
        mayHaveRun = !command.readOnly();
        repeat();
      }
      case HOLD -> {
        if (dispatcher.shared().budget().withdraw()) {
          refusedBy(Retry.word(failure));
        } else {
          fail(failure);
        }
      }
      case LOST -> {
        mayHaveRun = true;
        expire();
      }
      case FAIL -> fail(failure);
    }
  }

  /** There is no way to the node, so that nothing was sent. */
  final void unreachable(Throwable failure) {
    lastFailure = failure;
    tries++;
    refusedBy(String.valueOf(failure.getMessage()));
  }

  private void repeat() {
    if (left() <= 0) {
      node.avoid("no answer in time");
      expire();
    } else if (dispatcher.shared().budget().withdraw()) {
      go();
    } else {
      reason = "the retry budget is used up";
      expire();
    }
  }

  private void refusedBy(String what) {
    node.avoid(what);
    reason = node.name() + " refuses: " + what;
    refusing = node;
    refusingView = view;
    go();
  }

  /** Ends it without an answer: in the end what counts is whether it may have run. */
  final void expire() {
    String tail = why() + " (known: " + view.sight().describe() + ")";
    giveUp(new UnavailableException(
        dispatcher.service(),
        command.name() + ": not done"
            + (left() > 0 ? ": " : " within " + timeout.toMillis() + " ms: ") + tail
            + "; check its pods, or allow more time",
        lastFailure));
  }

  private void giveUp(HandleException failure) {
    if (!mayHaveRun) {
      fail(failure);
      return;
    }
    fail(new OutcomeUnknownException(
        dispatcher.service(),
        command.name() + ": it was sent to " + node.name()
            + " and its reply was lost, so that it may have run: " + why()
            + "; send it again only if it does no harm when it runs twice",
        lastFailure));
  }

  /** Some parts of a write were done and others were not. */
  final void partlyDone(int parts, int of, Throwable failure) {
    fail(new OutcomeUnknownException(
        dispatcher.service(),
        command.name() + ": " + parts + " of " + of + " shards have done their part: "
            + failure.getMessage(),
        failure));
  }

  /** It ends with {@code failure}. */
  final void fail(Throwable failure) {
    promise.tryFail(failure);
  }

  private String why() {
    String trouble = node == null ? "" : node.trouble();
    String last = lastFailure == null ? trouble : String.valueOf(lastFailure.getMessage());
    if (reason.isEmpty() || last.isEmpty()) {
      return reason + last;
    }
    return reason + "; last failure: " + last;
  }

  // For those who do the trying

  /** Nanoseconds left. */
  final long left() {
    return deadline - dispatcher.now();
  }

  /** What is left of its time. */
  final Duration timeLeft() {
    return tries == 0 && ticket == 0 ? timeout : Duration.ofNanos(left());
  }

  /** Whether it is tried for the first time. */
  final boolean first() {
    return tries == 0;
  }

  final boolean ended() {
    return promise.future().isComplete();
  }

  /** The way to {@code node} from the caller's event loop. */
  final Lane lane(Node node) {
    return node.lane(context);
  }

  /** A call for a part of this one, with the same deadline. */
  final CommandCall part(Request request) {
    return new CommandCall(dispatcher, context, request, command, Duration.ofNanos(left()));
  }

  /** A context on the caller's event loop. */
  final ContextInternal loop() {
    return context.threadingModel() == ThreadingModel.EVENT_LOOP
        ? context
        : dispatcher.shared().tools().context(context.nettyEventLoop());
  }
}
