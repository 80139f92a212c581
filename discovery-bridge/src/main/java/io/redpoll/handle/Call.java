package io.redpoll.handle;

import io.netty.util.concurrent.ScheduledFuture;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.resp.BusyException;
import io.redpoll.resp.CommandInfo;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;
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

  /** So many redirections in a row are no accident either: a pause between. */
  private static final int MOST_HOPS = 5;

  /** More failures than this before anything was sent are no accident. */
  private static final int MOST_RESENDS = 32;

  /** How a node is spoken to: what a Redis Cluster wants beside the command. */
  enum Way {
    /** With the command alone. */
    PLAIN,
    /** On a connection that said READONLY: a replica answers reads there. */
    READ_ONLY,
    /** With ASKING before the command: the node is about to get the slot. */
    ASKING
  }

  final Dispatcher dispatcher;
  final CommandInfo command;

  private final ContextInternal context;
  private final PromiseInternal<T> promise;
  private final Duration timeout;
  private final long startedAt;

  private View view;

  /** How many changes there had been before the view was looked at. */
  private long changesSeen;

  private Node node;

  private Way way = Way.PLAIN;

  /** Null while there is nothing to tell, as of most calls. */
  private CallHistory history;

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
    this.startedAt = dispatcher.now();
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
      end(history().ending(new HandleClosedException(dispatcher.service())));
      return;
    }
    changesSeen = dispatcher.shared().changes().count();
    view = dispatcher.shared().view();
    route(dispatcher.router(view)).lead(this);
  }

  @Override
  public final void goTo(Route.To to) {
    node = view.node(to.endpoint());
    way = view.cluster().isPresent() && to.replica() ? Way.READ_ONLY : Way.PLAIN;
    if (node == refusing && view == refusingView) {
      park(pause());
    } else if (left() > 0 && patience() > 0) {
      history().waitsFor(node, node.name() + " is draining");
      park(patience());
    } else {
      attemptNow();
    }
  }

  /**
   * How long to wait rather than go to an endpoint that is about to end: what must not run twice would be lost with it. So it
   * waits for a successor, but for half its time at most, since some drain for long.
   */
  private long patience() {
    boolean mayRunTwice = command.readOnly() || command.idempotent();
    return mayRunTwice || !node.draining() ? 0 : left() - timeout.toNanos() / 2;
  }

  @Override
  public final void hold(String why) {
    history().waits(why);
    if (view.cluster().isPresent()) {
      // Nobody tells of slots that found somebody: ask.
      dispatcher.shared().suspectSlots();
      park(pause());
    } else {
      park(Long.MAX_VALUE);
    }
  }

  /** Waits for a connection to {@code node}. */
  final void holdFor(Node node) {
    history().waitsFor(node, "connecting to " + node.name());
    if (view.cluster().isPresent() && lane(node).broken()) {
      // Another one may have its slots by now.
      dispatcher.shared().suspectSlots();
      park(pause());
    } else {
      park(Long.MAX_VALUE);
    }
  }

  private long pause() {
    int failures = Math.max(1, history().failures());
    return TimeUnit.MILLISECONDS.toNanos(PAUSE.millis(failures, dispatcher.random()));
  }

  @Override
  public final void refuse(HandleException refusal) {
    end(history().ending(refusal));
  }

  @Override
  public final boolean avoided(Route.To to) {
    Node other = view.node(to.endpoint());
    return behind(to) || other.avoided() || laneTo(to).broken();
  }

  @Override
  public final boolean behind(Route.To to) {
    return to.replica() && dispatcher.behind(view.node(to.endpoint()));
  }

  @Override
  public final double cost(Route.To to) {
    return laneTo(to).cost(dispatcher.now());
  }

  private Lane laneTo(Route.To to) {
    boolean readOnly = view.cluster().isPresent() && to.replica();
    return view.node(to.endpoint()).lane(context, readOnly);
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
    history().failedAt(node, failure);
    Retry what = Retry.after(failure, command);
    if (what != Retry.FAIL) {
      // What went wrong may have been seen by the cluster too, and answered with a failover.
      dispatcher.shared().suspectSlots();
    }
    switch (what) {
      case RESEND -> resend(failure);
      case REPEAT -> repeat();
      case HOLD -> refused(failure);
      case FOLLOW -> follow(failure);
      case PAUSE -> {
        history().waits(node.name() + " refuses: " + Retry.word(failure));
        park(pause());
      }
      case LOST -> {
        history().mayHaveRun();
        expire();
      }
      case FAIL -> end(failure);
    }
  }

  /** It is to be sent in another form, at once. */
  final void again() {
    go();
  }

  /** Goes where the node says, at once: the map comes after. */
  private void follow(Throwable failure) {
    Optional<Redirect> redirect = Redirect.of(failure);
    View now = dispatcher.shared().view();
    if (redirect.isEmpty() || now.cluster().isEmpty()) {
      end(failure);
      return;
    }
    HostAndPort address = redirect.get().address(node.address());
    if (!redirect.get().asking()) {
      dispatcher.shared().slotMoved(address);
    }
    Optional<Node> next = now.node(address);
    history().waits(node.name() + " says " + failure.getMessage());
    if (next.isEmpty()) {
      dispatcher.shared().meet(address);
      park(pause());
    } else if (history().failures() % MOST_HOPS == 0) {
      // The nodes do not agree yet.
      park(pause());
    } else {
      view = now;
      node = next.get();
      way = redirect.get().asking() ? Way.ASKING : Way.PLAIN;
      attemptNow();
    }
  }

  private void attemptNow() {
    if (left() <= 0) {
      expire();
    } else {
      attempt(node);
    }
  }

  /** There is no way to the node, so that nothing was sent. */
  final void unreachable(Throwable failure) {
    history().failedAt(node, failure);
    elsewhere(String.valueOf(failure.getMessage()));
  }

  private void resend(Throwable failure) {
    if (history().failures() < MOST_RESENDS) {
      go();
    } else {
      end(failure);
    }
  }

  private void repeat() {
    if (!command.readOnly()) {
      history().mayHaveRun();
    }
    if (left() <= 0) {
      node.avoid("no answer in time");
      expire();
    } else if (dispatcher.shared().budget().withdraw()) {
      go();
    } else {
      history().waits("the retry budget is used up");
      expire();
    }
  }

  private void refused(Throwable failure) {
    dispatcher.shared().refresh();
    if (dispatcher.shared().budget().withdraw()) {
      elsewhere(Retry.word(failure));
    } else {
      // It was not run, so that it may be tried until its time is up; but not at any pace.
      node.avoid(Retry.word(failure));
      history().waits(node.name() + " refuses: " + Retry.word(failure));
      park(TimeUnit.MILLISECONDS.toNanos(PAUSE.mostMillis()));
    }
  }

  /** Another node if there is one, else this one again when something has changed or a pause is over. */
  private void elsewhere(String why) {
    node.avoid(why);
    history().waits(node.name() + " refuses: " + why);
    refusing = node;
    refusingView = view;
    go();
  }

  /** Ends it without an answer. */
  final void expire() {
    end(history().expired(view.sight(), left() <= 0));
  }

  /** Some parts of a write were done and others were not. */
  final void partlyDone(int parts, int of, Throwable failure) {
    end(history().partlyDone(parts, of, failure));
  }

  /** It ends with {@code failure}. */
  final void end(Throwable failure) {
    promise.tryFail(failure);
  }

  private CallHistory history() {
    if (history == null) {
      history = new CallHistory(dispatcher.service(), command, timeout);
    }
    return history;
  }

  // For those who do the trying

  /** Nanoseconds left. */
  final long left() {
    return fresh() ? timeout.toNanos() : startedAt + timeout.toNanos() - dispatcher.now();
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

  /** The way to {@code node} from the caller's event loop. */
  final Lane lane(Node node) {
    return node.lane(context, way == Way.READ_ONLY);
  }

  /** How the node is to be spoken to. */
  final Way way() {
    return way;
  }

  /** Whether something else is seen of the Service than when it was routed. */
  final boolean outdated() {
    return dispatcher.shared().view() != view;
  }

  /** Whether it goes to a node of a Redis Cluster. */
  final boolean inCluster() {
    return view.cluster().isPresent();
  }

  /** A call for a part of this one, with the same deadline. */
  final CommandCall part(Request request) {
    return new CommandCall(dispatcher, context, request, command, Duration.ofNanos(left()));
  }

  /** A call for the part of this one that is for the shard of this name. */
  final ShardCall shardPart(Request request, String shard) {
    return new ShardCall(dispatcher, context, request, command, Duration.ofNanos(left()), shard);
  }

  /** A context on the caller's event loop. */
  final ContextInternal loop() {
    return dispatcher.shared().tools().loopOf(context);
  }
}
