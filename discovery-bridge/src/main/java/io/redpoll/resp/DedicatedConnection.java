package io.redpoll.resp;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection of one owner, for what must not be shared: MULTI, WATCH, blocking commands, SUBSCRIBE, MONITOR.
 *
 * <p>Other than the stock connection it waits for the server: SUBSCRIBE and its family complete when every channel was
 * confirmed, with the last confirmation. Messages and confirmations go to the {@link #handler}; what comes while there is
 * none is dropped. A blocking command has its own time and a margin, or for ever; what is sent behind it waits as long.
 * On a loss the exception handler is called and then the end handler, on {@link #close} the end handler alone.
 *
 * <p>CLIENT REPLY OFF and SKIP are obeyed here and not told to the server, so that the order of replies stays known: commands
 * whose reply is off complete at once with null.
 *
 * <p>Its methods may be called on any thread; handlers and futures run on the connection's event loop. It does not
 * reconnect. One that comes from a {@link DedicatedPool} goes back there when it is closed.
 */
public final class DedicatedConnection implements RedisConnection {

  /** What comes behind these is no reply. */
  private static final Set<String> NEVER_SENT = Set.of("SYNC", "PSYNC");

  /** Where a connection goes when its owner has closed it. */
  interface Home {

    /**
     * Takes it back; on its event loop, with nothing in flight.
     *
     * @param clean whether nothing was sent on it that leaves a trace on a connection
     */
    Future<Void> takeBack(boolean clean);
  }

  private final RespConnection connection;
  private final CommandTable table;
  private final Duration timeout;
  private final Home home;
  private final Promise<Void> ended;
  private final ReplyMode replies = new ReplyMode();

  /** Blocking commands that wait for their replies. */
  private final AtomicInteger blocking = new AtomicInteger();

  /** Callers within {@link #send}: whoever closes after them finds their commands in flight or sees them here. */
  private final AtomicInteger sending = new AtomicInteger();

  private volatile boolean clean = true;
  private volatile boolean closed;

  // The rest belongs to the connection's context.
  private final PushStream pushes;
  private Handler<Throwable> exceptionHandler;
  private Handler<Void> endHandler;
  private boolean over;

  /**
   * Takes a connection over: nobody else may use it, and it ends with this one.
   *
   * @param timeout for the reply to a command that does not block, and the margin of one that does
   */
  public DedicatedConnection(RespConnection connection, CommandTable table, Duration timeout) {
    this(connection, table, timeout, clean -> connection.close());
  }

  DedicatedConnection(RespConnection connection, CommandTable table, Duration timeout, Home home) {
    this.connection = connection;
    this.table = table;
    this.timeout = timeout;
    this.home = home;
    this.ended = connection.context().promise();
    this.pushes = new PushStream(connection);
    connection.pushHandler(pushes::write).closeHandler(this::lost);
  }

  @Override
  public Future<Response> send(Request request) {
    sending.incrementAndGet();
    try {
      CommandInfo info = table.of(request);
      return closed
          ? refused(info, "its owner has closed this connection: get another one")
          : send(request, info, Requests.arguments(request));
    } finally {
      sending.decrementAndGet();
    }
  }

  private Future<Response> send(Request request, CommandInfo info, List<byte[]> arguments) {
    if (NEVER_SENT.contains(info.name())) {
      return refused(info, "this connection must know the reply of each command: use a raw socket");
    }
    if (!info.known() || info.session()) {
      clean = false;
    }
    if (info.name().equals("CLIENT|REPLY") && replies.set(arguments)) {
      return connection.context().succeededFuture();
    }
    Future<Response> reply = sendOn(request, info, arguments);
    return replies.wanted() ? reply : connection.context().succeededFuture();
  }

  private Future<Response> sendOn(Request request, CommandInfo info, List<byte[]> arguments) {
    if (info.pubSub()) {
      String kind = info.name().toLowerCase(Locale.ROOT);
      return connection.send(request, patience(), kind, Math.max(1, arguments.size()));
    }
    return info.blocking()
        ? sendBlocking(request, info, arguments)
        : connection.send(request, patience());
  }

  private Future<Response> refused(CommandInfo info, String why) {
    return connection
        .context()
        .failedFuture(new RespException(
            Fault.ENDED,
            Delivery.NOT_SENT,
            "redis " + connection.address() + ": " + info.name() + ": not sent, since " + why));
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

  /** Gives the connection back: no command can be sent any more, and those in flight fail. */
  @Override
  public Future<Void> close() {
    closed = true;
    connection.context().execute(this::giveBack);
    return ended.future();
  }

  /** Completes when it is closed, however that came. */
  public Future<Void> whenClosed() {
    return ended.future();
  }

  /** How many commands wait for replies, unwanted ones included. */
  int inFlight() {
    return connection.inFlight();
  }

  /** Whether its socket stands, whoever has it now. */
  boolean isOpen() {
    return connection.isOpen();
  }

  private void giveBack() {
    if (over) {
      return;
    }
    over = true;
    boolean idle = connection.isOpen() && connection.inFlight() == 0 && sending.get() == 0;
    connection.pushHandler(null).closeHandler(null);
    pushes.end();
    (idle ? home.takeBack(clean) : connection.close()).onComplete(ended);
    tellTheEnd();
  }

  private void lost(Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    closed = true;
    boolean byOther = !(cause instanceof RespException why && why.fault() == Fault.ENDED);
    if (byOther && exceptionHandler != null) {
      connection.context().dispatch(cause, exceptionHandler);
    }
    tellTheEnd();
    ended.tryComplete();
  }

  private void tellTheEnd() {
    if (endHandler != null) {
      connection.context().dispatch(null, endHandler);
    }
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
}
