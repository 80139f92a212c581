package io.redpoll.resp;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The way from one event loop to one server: a {@link RespConnection} that is made when first asked for, made again when lost,
 * and replaced by one that stands before the old one is left.
 *
 * <p>Its state belongs to its context, which is of that event loop and of no verticle. Others read what is volatile.
 */
public final class RespLink {

  /** The bound of the first wait; it doubles with each failure. */
  private static final long FIRST_MILLIS = 20;

  private static final long MOST_MILLIS = 2000;

  /** Where it stands. */
  public enum State {
    /** No connection takes commands: none was asked for yet, or one is being made, or will be. */
    CONNECTING,
    /** A connection takes commands. */
    READY,
    /** It takes no more commands, and what is in flight finishes. */
    DRAINING,
    /** It is over. */
    CLOSED
  }

  /** Who is told what happens here, on the link's context. */
  public interface Owner {

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

  private volatile Optional<RespConnection> open = Optional.empty();
  private volatile State state = State.CONNECTING;

  /** Whether the last try failed, or the last connection broke and there is no other yet. */
  private volatile boolean broken;

  private boolean connecting;
  private boolean outdated;

  /** Whether a command was answered on the connection: one that breaks before that was no success. */
  private boolean proven;

  private int failures;
  private long timer = -1;

  /**
   * A link on {@code context}.
   *
   * @param connector makes a connection on the event loop of {@code context}; called there
   * @param random chance, for the waits between tries
   */
  public RespLink(
      ContextInternal context,
      Supplier<Future<RespConnection>> connector,
      Owner owner,
      RandomGenerator random) {
    this.context = context;
    this.connector = connector;
    this.owner = owner;
    this.random = random;
  }

  /** Where it stands. Any thread. */
  public State state() {
    State now = state;
    return now == State.READY && connection().isEmpty() ? State.CONNECTING : now;
  }

  /** The connection, if it takes commands. Any thread. */
  public Optional<RespConnection> connection() {
    Optional<RespConnection> current = open;
    return current.isPresent() && current.get().isOpen() ? current : Optional.empty();
  }

  /** Whether a command would have to wait here for a server in trouble. Any thread. */
  public boolean broken() {
    Optional<RespConnection> current = open;
    return broken || (current.isPresent() && !current.get().isOpen());
  }

  /** How many commands wait for replies. Any thread. */
  public int inFlight() {
    Optional<RespConnection> current = open;
    return current.isPresent() ? current.get().inFlight() : 0;
  }

  /** A command was answered: if the connection breaks now, the next one is tried at once. On the link's event loop. */
  public void proven() {
    proven = true;
  }

  /** Asks for a connection; whoever waits is told through the owner. Any thread. */
  public void connect() {
    context.emit(v -> connectNow());
  }

  /** The server has another address or another login: connects anew, then leaves the old connection. Any thread. */
  public void renew() {
    context.emit(v -> {
      if (open.isPresent() || connecting) {
        outdated = true;
        connectNow();
      }
    });
  }

  /** Closes the connection at once, since the server is agreed to be down: what waits for it need wait no more. Any thread. */
  public void abandon() {
    context.emit(v -> open.ifPresent(RespConnection::close));
  }

  /** Takes no more commands, lets the others finish, and is over then. Any thread. */
  public Future<Void> drain() {
    return context.future(promise -> context.emit(v -> {
      if (!over()) {
        state = State.DRAINING;
        context.owner().cancelTimer(timer);
      }
      open.map(RespConnection::drain)
          .orElseGet(Future::succeededFuture)
          .onComplete((done, failure) -> {
            state = State.CLOSED;
            promise.complete(null, failure);
          });
    }));
  }

  /** Also when Vert.x is being closed: a connection that it closes is not missed, and not made again. */
  private boolean over() {
    return state == State.DRAINING
        || state == State.CLOSED
        || context.closeFuture().isClosed();
  }

  private void connectNow() {
    if (over() || connecting || timer >= 0 || (!outdated && connection().isPresent())) {
      return;
    }
    connecting = true;
    outdated = false;
    connector.get().onComplete(this::connected, this::failed);
  }

  private void connected(RespConnection connection) {
    connecting = false;
    if (over()) {
      connection.drain();
      return;
    }
    Optional<RespConnection> old = open;
    open = Optional.of(connection);
    state = State.READY;
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
    if (over()) {
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
    if (over() || open.filter(current -> current == connection).isEmpty()) {
      return;
    }
    open = Optional.empty();
    state = State.CONNECTING;
    broken = true;
    failures = proven ? 0 : failures + 1;
    retry();
    owner.lost(cause);
  }

  private void retry() {
    if (failures == 0) {
      connectNow();
    } else if (timer < 0) {
      timer = context.setTimer(wait(failures), id -> {
        timer = -1;
        connectNow();
      });
    }
  }

  /**
   * Full jitter, so that many who lost one server do not come back together. Marc Brooker, "Exponential Backoff And Jitter",
   * 2015.
   */
  private long wait(int failures) {
    long most = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 20));
    return 1 + random.nextLong(most);
  }
}
