package io.redpoll.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.redpoll.endpoint.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

  /** How much later than its deadline the oldest reply may be before the connection counts as dead. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Bounds of the guess, in bytes, that the next write is as large as the last one. */
  private static final int MIN_WRITE = 64;

  private static final int MAX_WRITE = 64 * 1024;

  private enum State {
    READY,
    DRAINING,
    CLOSED
  }

  private final ContextInternal context;
  private final HostAndPort address;
  private final int maxInFlight;
  private final NetSocket socket;
  private final FrameReader reader;
  private final Submissions submissions;
  private final Failures failures;
  private final Promise<Void> closed;

  /** Commands submitted and not answered, tombstones included; claimed on any thread. */
  private final AtomicInteger claimed = new AtomicInteger();

  /** Written on the context. */
  private volatile State state = State.READY;

  // The rest belongs to the context.
  private final ReplyQueue replies = new ReplyQueue();
  private final PushRule pushRule = new PushRule();
  private final DeadlineTimer timer;
  private List<InFlight> outgoing = new ArrayList<>();
  private int lastWrite = MIN_WRITE;
  private Handler<Response> pushHandler = push -> {};
  private Handler<Throwable> closeHandler = cause -> {};
  private RespException closeCause;
  private boolean everReplied;

  /** Takes over a connected socket. On {@code context}. */
  RespConnection(ContextInternal context, RespConnectOptions options, NetSocket socket) {
    this.context = context;
    this.address = options.address();
    this.maxInFlight = options.maxInFlight();
    this.socket = socket;
    this.reader = new FrameReader(options.replyLimits(), this::received);
    this.submissions = new Submissions(context.nettyEventLoop(), this::submit);
    this.failures = new Failures(address);
    this.timer = new DeadlineTimer(context.nettyEventLoop(), this::tick);
    this.closed = context.promise();
    socket.handler(this::read);
    socket.exceptionHandler(cause -> lost(cause.toString()));
    socket.closeHandler(v -> lost("the other side closed it"));
  }

  /**
   * Connects: TCP, TLS, HELLO with login, all within the options' timeout. A server that does not know HELLO is spoken
   * to in RESP2. On failure the socket is closed, and the future fails with a {@link RespException} or with the
   * server's error reply.
   */
  public static Future<RespConnection> connect(Vertx vertx, RespConnectOptions options) {
    return new RespConnector((VertxInternal) vertx, options).connect();
  }

  /** Where it is connected to. */
  public HostAndPort address() {
    return address;
  }

  /** Whether it takes commands. */
  public boolean isOpen() {
    return state == State.READY;
  }

  /** How many commands wait for a reply, those included whose caller has given up. */
  public int inFlight() {
    return claimed.get();
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

  /** Sends a command that is answered by pushes of the kind {@code confirmation} if there are to be any. */
  Future<Response> send(Request request, Duration timeout, String confirmation, int confirmations) {
    if (timeout.isZero() || timeout.isNegative()) {
      return context.failedFuture(failures.spent(Requests.name(request)));
    }
    if (claimed.incrementAndGet() > maxInFlight) {
      claimed.decrementAndGet();
      return context.failedFuture(failures.busy(Requests.name(request), maxInFlight));
    }
    PromiseInternal<Response> promise = context.promise();
    long nanos = nanos(timeout);
    InFlight entry = new InFlight(
        request,
        promise,
        nanos == ReplyQueue.NEVER ? nanos : System.nanoTime() + nanos,
        (int) Math.min(TimeUnit.NANOSECONDS.toMillis(nanos), Integer.MAX_VALUE),
        confirmation,
        confirmations);
    try {
      submissions.submit(entry);
      return promise.future();
    } catch (RejectedExecutionException e) {
      return Future.failedFuture(failures.vertxClosed(Requests.name(request)));
    }
  }

  /** Who gets what the server sends by itself. On the connection's event loop; null for nobody. */
  public RespConnection pushHandler(Handler<Response> handler) {
    context.execute(() -> pushHandler = handler == null ? push -> {} : handler);
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

  /** Lets the socket rest, and with it the server, when nobody takes the pushes. */
  void pauseReading() {
    socket.pause();
  }

  void resumeReading() {
    socket.resume();
  }

  boolean isFull() {
    return claimed.get() >= maxInFlight;
  }

  /** Whether it waits for a deadline. On its event loop, or after it was closed. */
  boolean hasTimer() {
    return timer.isArmed();
  }

  ContextInternal context() {
    return context;
  }

  // Out

  private void submit(InFlight entry) {
    if (state != State.READY) {
      claimed.decrementAndGet();
      entry.promise.fail(
          state == State.DRAINING
              ? failures.refused(entry.name(), Fault.ENDED, "is being drained")
              : failures.refused(entry.name(), closeCause.fault(), "is closed"));
      return;
    }
    if (outgoing.isEmpty()) {
      context.nettyEventLoop().execute(this::flush);
    }
    outgoing.add(entry);
  }

  /** Runs behind all that this turn of the event loop has to do, so that it writes once for all of it. */
  private void flush() {
    if (state == State.CLOSED || outgoing.isEmpty()) {
      return;
    }
    List<InFlight> batch = outgoing;
    outgoing = new ArrayList<>();
    ByteBuf bytes = Unpooled.buffer(lastWrite);
    long earliest = ReplyQueue.NEVER;
    for (InFlight entry : batch) {
      RequestEncoder.encode(entry.takeRequest(), bytes);
      replies.add(entry);
      earliest = ReplyQueue.earlier(entry.deadline, earliest) ? entry.deadline : earliest;
    }
    lastWrite = Math.max(MIN_WRITE, Math.min(bytes.readableBytes(), MAX_WRITE));
    // First the timer: a write that fails at once ends the connection, and its timer.
    timer.arm(earliest);
    socket.write(BufferInternal.buffer(bytes)).onFailure(cause -> lost(cause.toString()));
  }

  // In

  private void read(Buffer bytes) {
    if (state == State.CLOSED) {
      return;
    }
    try {
      reader.handle(bytes);
    } catch (NotRespException e) {
      notResp(e.getMessage());
    } catch (RuntimeException e) {
      // Where the next frame begins is lost, whoever is to blame.
      notResp("something unreadable: " + e.getClass().getSimpleName());
    }
  }

  private void received(Response frame) {
    if (state == State.CLOSED) {
      return;
    }
    if (pushRule.isPush(frame, replies.head())) {
      pushed(frame);
      return;
    }
    if (replies.head() == null && isError(frame)) {
      // A server that is full says so before it reads: that answers what is about to be written.
      flush();
    }
    InFlight entry = replies.head();
    if (entry == null) {
      end(Fault.PROTOCOL, "a reply came that no command had asked for, " + described(frame));
    } else {
      everReplied = true;
      replies.poll();
      pushRule.replied(entry, frame);
      finish(entry, frame);
    }
  }

  private void pushed(Response push) {
    InFlight head = replies.head();
    context.dispatch(push, pushHandler);
    boolean confirms = head != null
        && head == replies.head()
        && head.awaitsConfirmation()
        && head.confirmation.equals(PushRule.kind(push));
    if (confirms && head.confirmed()) {
      replies.poll();
      finish(head, push);
    }
  }

  private void finish(InFlight entry, Response reply) {
    claimed.decrementAndGet();
    entry.complete(reply);
    closeIfDrained();
  }

  private void closeIfDrained() {
    if (state == State.DRAINING && outgoing.isEmpty() && replies.isIdle()) {
      end(Fault.ENDED, "drained by its owner");
    }
  }

  private static boolean isError(Response frame) {
    return frame != null && frame.type() == ResponseType.ERROR;
  }

  /** A reply may hold what is nobody's business here; an error does not. */
  private static String described(Response frame) {
    return isError(frame) ? frame.toString() : frame == null ? "nil" : "type " + frame.type();
  }

  // Deadlines

  private void tick() {
    if (state == State.CLOSED) {
      return;
    }
    long now = System.nanoTime();
    replies.expire(now, failures::timedOut);
    long stalledAt = replies.stalledAt(PATIENCE_NANOS);
    if (stalledAt != ReplyQueue.NEVER && stalledAt - now <= 0) {
      end(Fault.TIMEOUT, "no reply for too long to hope for one");
      return;
    }
    closeIfDrained();
    timer.arm(replies.nextDeadline(PATIENCE_NANOS));
  }

  // The end

  private void notResp(String what) {
    end(Fault.PROTOCOL, "no RESP came, but " + what + "; does Redis listen there?");
  }

  private void lost(String what) {
    end(everReplied ? Fault.CLOSED : Fault.HUNG_UP, what);
  }

  private void end(Fault fault, String what) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    closeCause = failures.ended(fault, what);
    timer.cancel();
    reader.forget();
    LOG.log(Level.DEBUG, closeCause::getMessage);
    socket.close().onComplete(v -> closed.tryComplete());
    List<InFlight> unsent = outgoing;
    outgoing = new ArrayList<>();
    List<InFlight> unanswered = replies.clear();
    claimed.addAndGet(-unsent.size() - unanswered.size());
    unanswered.forEach(entry ->
        entry.promise.tryFail(failures.lost(entry, fault, Delivery.OUTCOME_UNKNOWN, what)));
    unsent.forEach(
        entry -> entry.promise.tryFail(failures.lost(entry, fault, Delivery.NOT_SENT, what)));
    context.dispatch(closeCause, closeHandler);
  }

  private static long nanos(Duration timeout) {
    return timeout.toDays() > 365 ? ReplyQueue.NEVER : timeout.toNanos();
  }
}
