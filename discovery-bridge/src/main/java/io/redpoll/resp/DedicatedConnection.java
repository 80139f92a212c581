package io.redpoll.resp;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection of one owner, for what must not be shared: MULTI, WATCH, blocking commands, SUBSCRIBE, MONITOR.
 *
 * <p>Other than the stock connection it waits for the server: SUBSCRIBE and its family complete when every channel was
 * confirmed, with the last confirmation. Messages and confirmations go to the {@link #handler}; what comes while there is
 * none is dropped. A blocking command has its own time and a margin, or for ever; what is sent behind it waits as long.
 * On a loss the exception handler is called and then the end handler, on {@link #close} the end handler alone.
 *
 * <p>Its methods may be called on any thread; handlers and futures run on the connection's event loop. It does not
 * reconnect.
 */
public final class DedicatedConnection implements RedisConnection {

  private final RespConnection connection;
  private final CommandTable table;
  private final Duration timeout;

  /** Blocking commands that wait for their replies. */
  private final AtomicInteger blocking = new AtomicInteger();

  // The rest belongs to the connection's context.
  private final PushStream pushes;
  private Handler<Throwable> exceptionHandler;
  private Handler<Void> endHandler;

  /**
   * Takes a connection over: nobody else may use it.
   *
   * @param timeout for the reply to a command that does not block, and the margin of one that does
   */
  public DedicatedConnection(RespConnection connection, CommandTable table, Duration timeout) {
    this.connection = connection;
    this.table = table;
    this.timeout = timeout;
    this.pushes = new PushStream(connection);
    connection.pushHandler(pushes::write).closeHandler(this::closed);
  }

  @Override
  public Future<Response> send(Request request) {
    CommandInfo info = table.of(request);
    List<byte[]> arguments = Requests.arguments(request);
    if (hasNoReply(info, arguments)) {
      return connection
          .context()
          .failedFuture(
              new RespException(
                  Fault.ENDED,
                  Delivery.NOT_SENT,
                  "redis " + connection.address() + ": " + info.name()
                      + ": not sent, since this connection must know the reply of each command; use a raw socket"));
    }
    if (info.pubSub()) {
      String kind = info.name().toLowerCase(Locale.ROOT);
      return connection.send(request, patience(), kind, Math.max(1, arguments.size()));
    }
    return info.blocking()
        ? sendBlocking(request, info, arguments)
        : connection.send(request, patience());
  }

  /** Sends all in one write. Replies come as a list; if one is an error, the future fails with it when all are in. */
  @Override
  public Future<List<Response>> batch(List<Request> requests) {
    List<Future<Response>> replies = new ArrayList<>();
    requests.forEach(request -> replies.add(send(request)));
    return replies.isEmpty()
        ? connection.context().succeededFuture(List.of())
        : Future.join(replies).map(all -> all.list());
  }

  @Override
  public RedisConnection handler(Handler<Response> handler) {
    connection.context().execute(() -> pushes.handler(handler));
    return this;
  }

  @Override
  public RedisConnection exceptionHandler(Handler<Throwable> handler) {
    connection.context().execute(() -> exceptionHandler = handler);
    return this;
  }

  @Override
  public RedisConnection endHandler(Handler<Void> handler) {
    connection.context().execute(() -> endHandler = handler);
    return this;
  }

  @Override
  public RedisConnection pause() {
    connection.context().execute(pushes::pause);
    return this;
  }

  @Override
  public RedisConnection resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public RedisConnection fetch(long amount) {
    connection.context().execute(() -> pushes.fetch(amount));
    return this;
  }

  @Override
  public boolean pendingQueueFull() {
    return connection.isFull();
  }

  @Override
  public Future<Void> close() {
    return connection.close();
  }

  private Future<Response> sendBlocking(Request request, CommandInfo info, List<byte[]> arguments) {
    Duration wait = BlockTime.of(info.name(), arguments).orElse(Duration.ZERO);
    Duration patience =
        wait.equals(BlockTime.FOR_EVER) ? wait : longer(wait.plus(timeout), patience());
    blocking.incrementAndGet();
    return connection.send(request, patience).onComplete(done -> blocking.decrementAndGet());
  }

  private Duration patience() {
    return blocking.get() > 0 ? BlockTime.FOR_EVER : timeout;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static boolean hasNoReply(CommandInfo info, List<byte[]> arguments) {
    return switch (info.name()) {
      case "SYNC", "PSYNC" -> true;
      case "CLIENT|REPLY" -> arguments.size() > 1 && !KeySpec.is(arguments.get(1), "ON");
      default -> false;
    };
  }

  private void closed(Throwable cause) {
    boolean lost = !(cause instanceof RespException why && why.fault() == Fault.ENDED);
    if (lost && exceptionHandler != null) {
      connection.context().dispatch(cause, exceptionHandler);
    }
    if (endHandler != null) {
      connection.context().dispatch(null, endHandler);
    }
  }
}
