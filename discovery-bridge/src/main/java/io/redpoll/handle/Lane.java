package io.redpoll.handle;

import io.redpoll.resp.DedicatedPool;
import io.redpoll.resp.RespConnection;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The way from one event loop to one endpoint: a connection that is made when first asked for, made again when lost, and
 * replaced by one that stands before the old one is left.
 *
 * <p>Its state belongs to its context, which is of that event loop and of no verticle. Others read what is volatile.
 */
final class Lane {

  /** The first retry comes at once; these are the next ones. */
  private static final Backoff BACKOFF = new Backoff(20, 2000);

  /** Who is told what happens here, on the lane's context. */
  interface Owner {

    /** A connection stands. */
    void opened();

    /** The connection broke; another one is tried. */
    void lost(Throwable cause);

    /** There is no connection, and the last try to make one failed. */
    void unreachable(Throwable cause);
  }

  private final ContextInternal context;
  private final Supplier<Future<RespConnection>> connector;
  private final Owner owner;
  private final RandomGenerator random;
  private final PeakEwma latency = new PeakEwma();
  private final DedicatedPool dedicated;

  private volatile Optional<RespConnection> open = Optional.empty();

  /** Whether the last try failed, or the last connection broke and there is no other yet. */
  private volatile boolean broken;

  private boolean connecting;
  private boolean outdated;

  /** Whether a command was answered on the connection: one that breaks before that was no success. */
  private boolean proven;

  private boolean left;
  private int failures;
  private long timer = -1;

  /** A lane on {@code context} whose connections {@code connector} makes, called on the context. */
  Lane(
      ContextInternal context,
      Supplier<Future<RespConnection>> connector,
      Owner owner,
      RandomGenerator random) {
    this.context = context;
    this.connector = connector;
    this.owner = owner;
    this.random = random;
    this.dedicated = new DedicatedPool(context, connector);
  }

  /** The connection, if it takes commands. Any thread. */
  Optional<RespConnection> connection() {
    Optional<RespConnection> current = open;
    return current.isPresent() && current.get().isOpen() ? current : Optional.empty();
  }

  /** Whether a command would have to wait here for an endpoint in trouble. Any thread. */
  boolean broken() {
    Optional<RespConnection> current = open;
    return broken || (current.isPresent() && !current.get().isOpen());
  }

  /**
   * What one more command costs: expected latency times those before it and itself. One that never answered is tried by one
   * command at a time. Any thread.
   */
  double cost(long now) {
    Optional<RespConnection> current = open;
    int inFlight = current.isPresent() ? current.get().inFlight() : 0;
    double nanos = latency.nanos(now);
    if (nanos == 0) {
      return inFlight == 0 ? 0 : Double.MAX_VALUE / 2;
    }
    return nanos * (inFlight + 1);
  }

  /** Connections of one owner each. On the lane's event loop. */
  DedicatedPool dedicated() {
    return dedicated;
  }

  /** Notes how long an answer took. On the lane's event loop. */
  void answered(long nanos, long now) {
    proven = true;
    latency.add(Math.max(1, nanos), now);
  }

  /** Asks for a connection; whoever waits is told through the owner. Any thread. */
  void connect() {
    context.emit(v -> connectNow());
  }

  /** The endpoint has another address or another login: connects anew, then leaves the old connection. Any thread. */
  void renew() {
    context.emit(v -> {
      dedicated.clear();
      if (open.isPresent() || connecting) {
        outdated = true;
        connectNow();
      }
    });
  }

  /** Closes the connection at once, since the endpoint is agreed to be down: what waits for it need wait no more. Any thread. */
  void abandon() {
    context.emit(v -> {
      dedicated.clear();
      open.ifPresent(RespConnection::close);
    });
  }

  /** Takes no more commands, lets the others finish. Any thread. */
  Future<Void> leave() {
    return context.future(promise -> context.emit(v -> {
      left = true;
      dedicated.clear();
      context.owner().cancelTimer(timer);
      open.map(RespConnection::drain).orElseGet(Future::succeededFuture).onComplete(promise);
    }));
  }

  private void connectNow() {
    if (left || connecting || timer >= 0 || (!outdated && connection().isPresent())) {
      return;
    }
    connecting = true;
    outdated = false;
    connector.get().onComplete(this::connected, this::failed);
  }

  private void connected(RespConnection connection) {
    connecting = false;
    if (left) {
      connection.drain();
      return;
    }
    Optional<RespConnection> old = open;
    open = Optional.of(connection);
    proven = false;
    broken = false;
    connection.closeHandler(cause -> lost(connection, cause));
    old.ifPresent(RespConnection::drain);
    owner.opened();
    if (outdated) {
      connectNow();
    }
  }

  private void failed(Throwable cause) {
    connecting = false;
    if (left) {
      return;
    }
    failures++;
    outdated = open.isPresent();
    retry();
    if (connection().isEmpty()) {
      broken = true;
      owner.unreachable(cause);
    }
  }

  private void lost(RespConnection connection, Throwable cause) {
    if (left || open.filter(current -> current == connection).isEmpty()) {
      return;
    }
    open = Optional.empty();
    broken = true;
    failures = proven ? 0 : failures + 1;
    retry();
    owner.lost(cause);
  }

  private void retry() {
    if (failures == 0) {
      connectNow();
    } else if (timer < 0) {
      timer = context.setTimer(BACKOFF.millis(failures, random), id -> {
        timer = -1;
        connectNow();
      });
    }
  }
}
