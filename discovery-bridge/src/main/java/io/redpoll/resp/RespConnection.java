package io.redpoll.resp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.EventLoop;
import io.redpoll.endpoint.HostAndPort;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * One connection to one Redis process, shared by everybody on its event loop and beyond.
 *
 * <p>All that is submitted in one turn of the event loop leaves in one write. Replies are matched in order, a push takes
 * no reply's place, and the late reply of a command that timed out is swallowed. A failure says whether the command
 * was sent ({@link RespException#delivery}); an error reply is the stock client's own error
 * ({@link Requests#errorReply}). What must not share a connection (transactions, subscriptions, blocking commands) is
 * the caller's to keep away, by {@link CommandTable}: see {@link DedicatedConnection}.
 *
 * <p>Its methods may be called on any thread. Its state belongs to its context, an event loop that is no verticle's: the
 * loop of whoever called {@link #connect}, if there was one. It ends by {@link #close}, by {@link #drain}, or by
 * itself, and does not reconnect.
 */
public final class RespConnection {

  private static final Logger LOG = System.getLogger(RespConnection.class.getName());

  private enum State {
    READY,
    DRAINING,
    CLOSED
  }

  private final ContextInternal context;
  private final RespConnectOptions options;
  private final NetSocket socket;
  private final Submissions submissions;
  private final Claims claims;
  private final Failures failures;
  private final Promise<Void> closed;

  /** Written on the context. */
  private volatile State state = State.READY;

  // The rest belongs to the context.
  private final CommandQueue replies = new CommandQueue();
  private final RespChannelHandler channel;
  private final RequestWriter writer;
  private final ReplyMatcher matcher;
  private final DeadlineTimer timer;
  private Handler<Throwable> closeHandler = cause -> {};
  private RespException closeCause;
  private long readAt;

  /** Takes over a connected socket. On {@code context}. */
  RespConnection(ContextInternal context, RespConnectOptions options, NetSocket socket) {
    EventLoop loop = context.nettyEventLoop();
    this.context = context;
    this.options = options;
    this.socket = socket;
    this.claims = new Claims(options.sendLimits());
    this.failures = new Failures(options.address());
    this.submissions = new Submissions(loop, claims, failures, this::submit);
    this.timer = new DeadlineTimer(loop, this::tick);
    this.closed = context.promise();
    Halves halves = new Halves();
    this.channel = RespChannelHandler.install(socket, halves);
    this.matcher = new ReplyMatcher(context, options.replyLimits(), replies, halves);
    this.writer = new RequestWriter(
        loop, channel, replies, timer, claims, options.sendLimits().maxWriteBytes());
    socket.exceptionHandler(cause -> lost(cause.toString()));
    socket.closeHandler(v -> lost("the other side closed it"));
  }

  /**
   * Connects: TCP, TLS, HELLO with login, all within the options' timeout. A server that does not know HELLO is spoken
   * to in RESP2, and one that hangs up on it is tried once more with AUTH and PING alone. On failure the socket is closed,
   * and the future fails with a {@link RespException} or with the server's error reply; {@link Fault#ENDED} if Vert.x is being
   * closed.
   */
  public static Future<RespConnection> connect(Vertx vertx, RespConnectOptions options) {
    VertxInternal owner = (VertxInternal) vertx;
    return new RespConnector(owner.getOrCreateContext(), owner.closeFuture(), options).connect();
  }

  /**
   * The same on the event loop of {@code owner}, and for it alone: a verticle's connection is there until the verticle has
   * stopped, while others are closed first of all when Vert.x is.
   */
  public static Future<RespConnection> connect(ContextInternal owner, RespConnectOptions options) {
    return new RespConnector(owner, owner.closeFuture(), options).connect();
  }

  /** Where it is connected to. */
  public HostAndPort address() {
    return options.address();
  }

  /** Whether it takes commands. */
  public boolean isOpen() {
    return state == State.READY;
  }

  /** How many commands wait for a reply, those included whose caller has given up. */
  public int inFlight() {
    return claims.commands();
  }

  /**
   * Sends a command.
   *
   * @param timeout after which the future fails, from now
   * @return the reply (null for nil), completed on the connection's event loop
   */
  public Future<Response> send(Request request, Duration timeout) {
    return send(request, timeout, "", 0);
  }

  /**
   * Sends a command without making a future of it.
   *
   * @param now the time by {@link System#nanoTime}: who sends many commands has it at hand
   * @param timeoutNanos after which it fails, from now; Long.MAX_VALUE for never
   * @param target gets the reply (null for nil) or the failure: on the connection's event loop and on no context, or, if it is
   *     refused at once, here
   */
  public void send(Request request, long now, long timeoutNanos, Completable<Response> target) {
    submissions.submit(request, now, timeoutNanos, "", 0, target);
  }

  /** When the bytes were read of which replies are being told, by {@link System#nanoTime}. Within such a reply. */
  public long readAt() {
    return readAt;
  }

  /**
   * Sends {@code second} right behind {@code first}, with no other command between them: both or none. On the connection's event
   * loop, on which both are submitted in one go.
   *
   * @param now the time by {@link System#nanoTime}
   * @param timeoutNanos after which {@code second} fails, from now
   * @param target gets the reply to {@code second}, as of {@link #send(Request, long, long, Completable)}; that to {@code first} is
   *     nobody's
   */
  public void sendBehind(
      Request first, Request second, long now, long timeoutNanos, Completable<Response> target) {
    submissions.submitBoth(first, second, now, timeoutNanos, target);
  }

  /** Sends a command that is answered by pushes of the kind {@code confirmation} if there are to be any. */
  Future<Response> send(Request request, Duration timeout, String confirmation, int confirmations) {
    PromiseInternal<Response> promise = context.promise();
    submissions.submit(
        request, System.nanoTime(), nanos(timeout), confirmation, confirmations, promise);
    return promise.future();
  }

  /** Who gets what the server sends by itself. On the connection's event loop; null for nobody. */
  public RespConnection pushHandler(Handler<Response> handler) {
    context.execute(() -> matcher.pushHandler(handler == null ? push -> {} : handler));
    return this;
  }

  /**
   * Who is told once that it is closed, and why (a {@link RespException}; {@link Fault#ENDED} if its owner closed it).
   * On the connection's event loop, at once if it is closed already; null for nobody.
   */
  public RespConnection closeHandler(Handler<Throwable> handler) {
    context.execute(() -> {
      closeHandler = handler == null ? cause -> {} : handler;
      if (state == State.CLOSED) {
        context.dispatch(closeCause, closeHandler);
      }
    });
    return this;
  }

  /** Closes it now; what waits for a reply fails. */
  public Future<Void> close() {
    context.execute(() -> end(Fault.ENDED, "closed by its owner"));
    return closed.future();
  }

  /** Refuses new commands, lets the others finish, then closes. */
  public Future<Void> drain() {
    context.execute(() -> {
      if (state == State.READY) {
        state = State.DRAINING;
      }
      closeIfDrained();
    });
    return closed.future();
  }

  /** Completes when it is closed, however that came. */
  public Future<Void> whenClosed() {
    return closed.future();
  }

  /**
   * Takes it back to where it was behind its login, whatever was sent on it; fails if that cannot be. On its event loop, with
   * nothing in flight.
   */
  Future<Void> reset() {
    return Handshake.reset(this, options);
  }

  /** Lets the socket rest, and with it the server, when nobody takes the pushes. */
  void pauseReading() {
    channel.reading(false);
  }

  void resumeReading() {
    channel.reading(true);
  }

  boolean isFull() {
    return claims.isFull();
  }

  /** How many commands wait to be written. On its event loop. */
  int unsent() {
    return writer.size();
  }

  /** Whether it waits for a deadline. On its event loop, or after it was closed. */
  boolean hasTimer() {
    return timer.isArmed();
  }

  /** How its socket is set up, as its transport has it. */
  ChannelConfig socketOptions() {
    return channel.options();
  }

  ContextInternal context() {
    return context;
  }

  // Out

  private void submit(InFlight entry) {
    if (state == State.READY) {
      writer.submit(entry);
      return;
    }
    claims.release(entry.bytes);
    settle(
        entry,
        state == State.DRAINING
            ? failures.refused(entry.name(), Fault.ENDED, "is being drained")
            : failures.refused(entry.name(), closeCause.fault(), "is closed"));
  }

  // In

  /** What the channel and the receiving half tell. */
  private final class Halves implements RespChannelHandler.Owner, ReplyMatcher.Owner {

    @Override
    public void read(ByteBuf bytes) {
      readAt = System.nanoTime();
      matcher.read(bytes);
    }

    @Override
    public void writable() {
      writer.writable();
    }

    @Override
    public void writeNow() {
      writer.flush();
    }

    @Override
    public void answered(InFlight entry, Response reply) {
      claims.release(entry.bytes);
      try {
        entry.complete(reply);
      } catch (RuntimeException e) {
        // Its caller's mistake, and nobody else's business.
        context.reportException(e);
      }
      closeIfDrained();
    }

    @Override
    public void broken(String what) {
      end(Fault.PROTOCOL, what);
    }
  }

  private void settle(InFlight entry, RespException failure) {
    try {
      entry.fail(failure);
    } catch (RuntimeException e) {
      context.reportException(e);
    }
  }

  private void closeIfDrained() {
    if (state == State.DRAINING && writer.isIdle() && replies.isIdle()) {
      end(Fault.ENDED, "drained by its owner");
    }
  }

  // Deadlines

  private void tick() {
    if (state == State.CLOSED) {
      return;
    }
    long now = System.nanoTime();
    writer.expire(now, entry -> settle(entry, failures.neverSent(entry)));
    replies.expire(now, entry -> settle(entry, failures.timedOut(entry)));
    Duration patience = options.sendLimits().patience();
    long stalledAt = replies.stalledAt(patience.toNanos());
    if (stalledAt != CommandQueue.NEVER && stalledAt - now <= 0) {
      end(
          Fault.TIMEOUT,
          "no reply to " + replies.head().name() + " within " + patience.toMillis()
              + " ms of its deadline, so that none can be hoped for");
      return;
    }
    closeIfDrained();
    timer.arm(stalledAt);
    timer.arm(replies.nextDeadline());
    timer.arm(writer.nextDeadline());
  }

  // The end

  private void lost(String what) {
    end(matcher.everReplied() ? Fault.CLOSED : Fault.HUNG_UP, what);
  }

  private void end(Fault fault, String what) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    closeCause = failures.ended(fault, what);
    timer.cancel();
    matcher.end();
    LOG.log(Level.DEBUG, closeCause::getMessage);
    if (!replies.isEmpty()) {
      channel.forget();
    }
    socket.close().onComplete(v -> closed.tryComplete());
    List<InFlight> unanswered = replies.clear();
    List<InFlight> unsent = writer.clear();
    unanswered.forEach(entry -> claims.release(entry.bytes));
    unsent.forEach(entry -> claims.release(entry.bytes));
    unanswered.forEach(
        entry -> settle(entry, failures.lost(entry, fault, Delivery.OUTCOME_UNKNOWN, what)));
    unsent.forEach(entry -> settle(entry, failures.lost(entry, fault, Delivery.NOT_SENT, what)));
    context.dispatch(closeCause, closeHandler);
  }

  private static long nanos(Duration timeout) {
    return timeout.toDays() > 365 ? CommandQueue.NEVER : timeout.toNanos();
  }
}
