package io.redpoll.handle;

import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Topology;
import io.redpoll.resp.CommandInfo;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A connection of one owner. It stays with one endpoint and ends with it, unless it is a subscriber: then it moves on.
 *
 * <p>A subscriber whose endpoint is lost, down, or no more the one that takes the writes of its key, connects to the one that
 * is, as long as it takes, subscribes there to the same, and only then leaves the old one. Its owner's handler gets the
 * confirmations of that, which tell that messages may have been missed. SUBSCRIBE and its family wait meanwhile; other
 * commands fail. Whoever also gave the connection a state that cannot be moved (MULTI, WATCH, SELECT, MONITOR, ...) is told of
 * its end instead. In mode cache a connection ends when the key moves to another shard: what is left behind is old.
 *
 * <p>Its methods may be called on any thread. Its state belongs to its event loop, where handlers and futures run.
 */
final class PinnedConnection implements RedisConnection {

  private static final Backoff BACKOFF = new Backoff(20, 500);

  private final Dispatcher dispatcher;
  private final PinCall.Factory pins;
  private final byte[] key;
  private final ContextInternal context;
  private final Runnable changed = this::changed;
  private final Subscriptions subscriptions = new Subscriptions();

  private volatile Pin pin;

  private Handler<Response> handler;
  private Handler<Throwable> exceptionHandler;
  private Handler<Void> endHandler;
  private long demand = Long.MAX_VALUE;

  /** Whether the connection that is current has ended, and why if nobody wanted it to. */
  private boolean down;

  private Optional<Throwable> cause = Optional.empty();

  /** The move that is under way, or the last one. */
  private Promise<Void> move = Promise.promise();

  private boolean moving;
  private boolean watching;
  private boolean immovable;
  private boolean closed;
  private boolean ended;

  /**
   * Takes {@code pin} over.
   *
   * @param context of the event loop on which {@code pin} lives
   * @param pins gets another one, called on the event loop
   */
  PinnedConnection(
      Dispatcher dispatcher, ContextInternal context, byte[] key, Pin pin, PinCall.Factory pins) {
    this.dispatcher = dispatcher;
    this.context = context;
    this.key = key;
    this.pin = pin;
    this.pins = pins;
    adopt(pin);
  }

  @Override
  public Future<Response> send(Request request) {
    CommandInfo command = dispatcher.commands().of(request);
    Promise<Response> reply = context.promise();
    context.execute(() -> {
      if (command.pubSub()) {
        subscribe(request).onComplete(reply);
      } else if (strayed()) {
        reply.fail(stray(command));
        pin.connection().close();
      } else {
        immovable |= command.session();
        pin.connection().send(request).onComplete(reply);
      }
    });
    return reply.future();
  }

  /** Sends all in one write. Replies come as a list; if one is an error, the future fails with it when all are in. */
  @Override
  public Future<List<Response>> batch(List<Request> requests) {
    List<Future<Response>> replies = new ArrayList<>();
    requests.forEach(request -> replies.add(send(request)));
    return replies.isEmpty()
        ? context.succeededFuture(List.of())
        : Future.join(replies).map(all -> all.list());
  }

  private Future<Response> subscribe(Request request) {
    subscriptions.asked(request);
    if (moving) {
      return move.future().transform(done -> subscribe(request));
    }
    Pin at = pin;
    return at.connection().send(request).compose(confirmed -> {
      subscriptions.confirmed(request);
      watch();
      // Where it was on its way while the connection moved, the new one does not have it yet.
      return moving || !isPinned(at) ? subscribe(request) : context.succeededFuture(confirmed);
    });
  }

  private boolean isPinned(Pin any) {
    return pin.connection() == any.connection();
  }

  /** In mode cache the data of its key is elsewhere now, and what is here is old: nobody may use it. */
  private boolean strayed() {
    return dispatcher
            .shared()
            .view()
            .sight()
            .snapshot()
            .filter(snapshot -> snapshot.settings().mode() == Mode.CACHE)
            .filter(snapshot -> snapshot.topology() == Topology.SHARDED)
            .isPresent()
        && misplaced();
  }

  private UnavailableException stray(CommandInfo command) {
    Node at = dispatcher.shared().view().node(pin.endpoint());
    return new UnavailableException(
        dispatcher.shared().tools().service(),
        command.name() + " was not sent: this connection leads to "
            + (at == null ? pin.endpoint().toString() : at.name())
            + ", and its key lives on another shard now (expected: a new one, by connect(key))",
        null);
  }

  // Moving

  private void watch() {
    if (!watching && !ended && !subscriptions.isEmpty()) {
      watching = true;
      dispatcher.shared().changes().add(changed);
      moveIfMisplaced();
    }
  }

  private void changed() {
    context.runOnContext(v -> moveIfMisplaced());
  }

  private void moveIfMisplaced() {
    if (follows() && misplaced()) {
      move();
    }
  }

  private boolean follows() {
    return !subscriptions.isEmpty() && !immovable && !closed && !ended && !dispatcher.closed();
  }

  private boolean misplaced() {
    View view = dispatcher.shared().view();
    return pin.misplaced(view, dispatcher.router(view), key, dispatcher.random());
  }

  private void move() {
    if (!moving) {
      moving = true;
      move = Promise.promise();
      tryToMove(1);
    }
  }

  private void tryToMove(int attempt) {
    pins.pin().compose(this::resubscribe).onComplete(moved -> {
      if (moved.succeeded()) {
        finishMove();
      } else if (follows() && (down || misplaced())) {
        context.setTimer(
            BACKOFF.millis(attempt, dispatcher.random()), id -> tryToMove(attempt + 1));
      } else {
        finishMove();
      }
    });
  }

  private Future<Void> resubscribe(Pin next) {
    if (!follows()) {
      return next.connection().close();
    }
    adopt(next);
    return next.connection()
        .batch(subscriptions.commands())
        .onSuccess(confirmed -> take(next))
        .onFailure(refused -> next.connection().close())
        .mapEmpty();
  }

  private void finishMove() {
    moving = false;
    move.complete();
    if (!down) {
      // What changed meanwhile was not looked at.
      moveIfMisplaced();
    } else if (follows()) {
      move();
    } else {
      end();
    }
  }

  private void adopt(Pin next) {
    RedisConnection connection = next.connection();
    Throwable[] lost = new Throwable[1];
    connection
        .handler(push -> arrived(next, push))
        .exceptionHandler(failure -> lost[0] = failure)
        .endHandler(v -> ended(next, Optional.ofNullable(lost[0])));
    if (demand != Long.MAX_VALUE) {
      connection.pause().fetch(demand);
    }
  }

  /** The first word of the next connection is the last of the old one, so that no message comes from both. */
  private void take(Pin next) {
    if (!isPinned(next)) {
      Pin old = pin;
      pin = next;
      down = false;
      old.connection().handler(null).close();
    }
  }

  private void arrived(Pin from, Response push) {
    take(from);
    if (demand != Long.MAX_VALUE) {
      demand = Math.max(0, demand - 1);
    }
    if (handler != null) {
      handler.handle(push);
    }
    if (takenAway(push)) {
      dispatcher.shared().refresh();
      move();
    }
  }

  /** A cluster moved the slot of a shard channel, and ended its subscriptions unasked. */
  private boolean takenAway(Response push) {
    return push.size() == 3
        && push.get(1) != null
        && push.get(0).toString(StandardCharsets.US_ASCII).equals("sunsubscribe")
        && subscriptions.hasShardChannel(push.get(1).toBytes())
        && follows();
  }

  // The end

  private void ended(Pin of, Optional<Throwable> why) {
    if (!isPinned(of)) {
      return;
    }
    down = true;
    cause = why;
    if (moving) {
      return;
    }
    if (why.isPresent() && follows()) {
      move();
    } else {
      end();
    }
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    dispatcher.shared().changes().remove(changed);
    if (exceptionHandler != null) {
      cause.ifPresent(exceptionHandler::handle);
    }
    if (endHandler != null) {
      endHandler.handle(null);
    }
  }

  @Override
  public Future<Void> close() {
    Promise<Void> done = context.promise();
    context.execute(() -> {
      closed = true;
      pin.connection().close().onComplete(done);
    });
    return done.future();
  }

  // What its owner listens to

  @Override
  public RedisConnection handler(Handler<Response> newHandler) {
    context.execute(() -> handler = newHandler);
    return this;
  }

  @Override
  public RedisConnection exceptionHandler(Handler<Throwable> newHandler) {
    context.execute(() -> exceptionHandler = newHandler);
    return this;
  }

  @Override
  public RedisConnection endHandler(Handler<Void> newHandler) {
    context.execute(() -> endHandler = newHandler);
    return this;
  }

  @Override
  public RedisConnection pause() {
    context.execute(() -> {
      demand = 0;
      pin.connection().pause();
    });
    return this;
  }

  @Override
  public RedisConnection resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public RedisConnection fetch(long amount) {
    context.execute(() -> {
      demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
      pin.connection().fetch(amount);
    });
    return this;
  }

  @Override
  public boolean pendingQueueFull() {
    return pin.connection().pendingQueueFull();
  }
}
