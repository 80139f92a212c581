package io.redpoll.resp;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Dedicated connections to one server from one event loop. Each has one owner until it is closed; the next owner gets it as
 * clean as a new one, since a connection that may have kept any state was taken back by RESET and a new login, and one that
 * cannot be (servers before Redis 6.2, replies still to come) was closed.
 *
 * <p>It does not limit how many there are: who blocks must not wait for others who block. A few idle ones are kept for a short
 * time. {@link #take} and {@link #clear} belong to the pool's context.
 */
public final class DedicatedPool {

  private static final int MOST_IDLE = 8;

  /** Shorter than any server's or proxy's own idle timeout, so that none is closed just when it is used. */
  private static final long IDLE_MILLIS = 10_000;

  private final ContextInternal context;
  private final Supplier<Future<RespConnection>> connector;
  private final Deque<RespConnection> idle = new ArrayDeque<>();

  /** Raised when those that are out shall not come back. */
  private int generation;

  private boolean used;
  private long timer = -1;

  /**
   * A pool on {@code context}.
   *
   * @param connector makes a connection on the event loop of {@code context}; called there
   */
  public DedicatedPool(ContextInternal context, Supplier<Future<RespConnection>> connector) {
    this.context = context;
    this.connector = connector;
  }

  /**
   * A connection for one owner, who gives it back by closing it.
   *
   * @param timeout as of {@link DedicatedConnection}
   */
  public Future<DedicatedConnection> take(CommandTable table, Duration timeout) {
    int mine = generation;
    return connection()
        .map(connection -> new DedicatedConnection(
            connection, table, timeout, clean -> takeBack(connection, clean, mine)));
  }

  /** The server has moved or is gone: closes what is idle, and what is out when it comes back. */
  public void clear() {
    generation++;
    closeIdle();
  }

  private Future<RespConnection> connection() {
    used = true;
    while (!idle.isEmpty()) {
      RespConnection newest = idle.pop();
      newest.closeHandler(null);
      if (newest.isOpen()) {
        return context.succeededFuture(newest);
      }
    }
    return connector.get();
  }

  private Future<Void> takeBack(RespConnection connection, boolean clean, int from) {
    if (from != generation || !connection.isOpen()) {
      return connection.close();
    }
    if (clean) {
      return keep(connection, from);
    }
    return connection
        .reset()
        .compose(done -> keep(connection, from), cannotBeReset -> connection.close());
  }

  private Future<Void> keep(RespConnection connection, int from) {
    if (from != generation || !connection.isOpen() || idle.size() >= MOST_IDLE) {
      return connection.close();
    }
    idle.push(connection);
    used = true;
    connection.closeHandler(cause -> idle.remove(connection));
    if (timer < 0) {
      timer = context.setPeriodic(IDLE_MILLIS, id -> closeIfUnused());
    }
    return context.succeededFuture();
  }

  private void closeIfUnused() {
    if (!used) {
      closeIdle();
    }
    used = false;
  }

  private void closeIdle() {
    context.owner().cancelTimer(timer);
    timer = -1;
    // Each takes itself out when it is closed.
    List.copyOf(idle).forEach(RespConnection::close);
  }
}
