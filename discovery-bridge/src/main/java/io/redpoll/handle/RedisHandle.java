package io.redpoll.handle;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.resp.CommandInfo;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A {@link Redis} that always talks to the right pod of a Service.
 *
 * <p>It follows the Service's snapshots in the registry, routes each command by them, waits within the command's deadline
 * where nobody can take it, and repeats what may be repeated. It need not be there before the Service is. Failures are the
 * server's error replies, {@link HandleException} with its kinds, or {@link io.redpoll.resp.BusyException}.
 *
 * <p>Any thread; replies come on the caller's context. Handles of one Service on one Vert.x instance share connections and
 * are counted: close each.
 */
public final class RedisHandle implements Redis {

  private final VertxInternal vertx;
  private final ServiceId service;
  private final Duration deadline;
  private final SharedServices services;
  private final SharedServices.Key key;
  private final Dispatcher dispatcher;
  private final AtomicReference<Future<Void>> closing = new AtomicReference<>();

  private RedisHandle(Vertx vertx, ServiceDiscovery discovery, RedisHandleOptions options) {
    this.vertx = (VertxInternal) vertx;
    this.service = options
        .getService()
        .orElseThrow(
            () -> new IllegalArgumentException("service: missing (expected: <namespace>/<name>)"));
    this.deadline = options.getDeadline();
    this.services = SharedServices.of(vertx);
    this.key = new SharedServices.Key(
        ConnectSettings.of(options, service), discovery.options().getAnnounceAddress());
    this.dispatcher =
        new Dispatcher(services.acquire(vertx, discovery, key), services.commands(), options);
  }

  /**
   * A handle of the Service that the options name.
   *
   * @throws IllegalArgumentException if they name none
   */
  public static RedisHandle create(
      Vertx vertx, ServiceDiscovery discovery, RedisHandleOptions options) {
    return new RedisHandle(vertx, discovery, options);
  }

  /** The Service. */
  public ServiceId service() {
    return service;
  }

  /** What is known of the Service now; empty if nothing. */
  public Optional<Snapshot> snapshot() {
    return dispatcher.shared().view().sight().snapshot();
  }

  @Override
  public Future<Response> send(Request request) {
    return send(request, deadline);
  }

  /**
   * Sends a command that has its own deadline. A blocking command takes a connection of its own, and its deadline is for
   * getting that. What changes the state of a connection (MULTI, SUBSCRIBE, SELECT, ...) is refused: see {@link #connect()}.
   *
   * @param timeout for all of it, waiting and retries included
   */
  public Future<Response> send(Request request, Duration timeout) {
    ContextInternal context = vertx.getOrCreateContext();
    CommandInfo command = services.commands().of(request);
    if (dispatcher.closed()) {
      return context.failedFuture(new HandleClosedException(service));
    }
    return command.known() || dispatcher.proxied()
        ? send(request, command, timeout, context)
        : learnAndSend(request, timeout, context);
  }

  /** A server of the Service is asked once for what the table does not know, within the same deadline. */
  private Future<Response> learnAndSend(
      Request request, Duration timeout, ContextInternal context) {
    long deadline = dispatcher.now() + TimeUnit.NANOSECONDS.convert(timeout);
    return context
        .<CommandInfo>future(promise -> dispatcher
            .shared()
            .learned()
            .of(request, question -> send(question, timeout))
            .onComplete(promise))
        .compose(command ->
            send(request, command, Duration.ofNanos(deadline - dispatcher.now()), context));
  }

  private Future<Response> send(
      Request request, CommandInfo command, Duration timeout, ContextInternal context) {
    if (command.session()) {
      return context.failedFuture(new UnroutableException(
          service,
          command.name() + " changes its connection, and send shares connections: get one of your"
              + " own by connect(), send it there, and close it afterwards"));
    }
    return command.blocking()
        ? new BlockingCall(dispatcher, context, request, command, timeout).start()
        : new CommandCall(dispatcher, context, request, command, timeout).start();
  }

  /**
   * Sends commands, each routed on its own, all at once.
   *
   * @return the replies in the order of the requests; fails with the first failure
   */
  @Override
  public Future<List<Response>> batch(List<Request> requests) {
    ContextInternal context = vertx.getOrCreateContext();
    if (requests.isEmpty()) {
      return context.succeededFuture(List.of());
    }
    List<Future<Response>> replies = new ArrayList<>(requests.size());
    requests.forEach(request -> replies.add(send(request)));
    return context.future(
        promise -> Future.all(replies).<List<Response>>map(all -> all.list()).onComplete(promise));
  }

  /**
   * A connection of your own, pinned to the primary (to any proxy of a PROXIED Service): for MULTI, WATCH, blocking commands
   * and SUBSCRIBE. It does not follow a failover: when it ends, ask for another.
   *
   * <p>But a subscriber does: after a failover, a restart or a new address its subscriptions are made again on the endpoint
   * that takes the writes now, and its handler gets the confirmations of that. They tell that messages may have been missed, since
   * Redis delivers them at most once. So it is until it is closed, or was also given MULTI, WATCH, SELECT, MONITOR or
   * the like.
   *
   * <p>Of a SHARDED Service it leads to the home shard, which is the same for all applications and takes each PUBLISH that is
   * sent through a handle; keys live there or elsewhere: for those see {@link #connect(String)}.
   */
  @Override
  public Future<RedisConnection> connect() {
    return connect(ShardRouter.NO_KEY);
  }

  /** A connection of your own, pinned to the endpoint that takes the writes of {@code key}. */
  public Future<RedisConnection> connect(String key) {
    return connect(key.getBytes(StandardCharsets.UTF_8));
  }

  /** A connection of your own, pinned to the endpoint that takes the writes of {@code key}. */
  public Future<RedisConnection> connect(byte[] key) {
    ContextInternal context = vertx.getOrCreateContext();
    if (dispatcher.closed()) {
      return context.failedFuture(new HandleClosedException(service));
    }
    CommandInfo connect = services.commands().of("connect()");
    ContextInternal loop = dispatcher.shared().tools().loopOf(context);
    PinCall.Factory pins = () -> new PinCall(dispatcher, loop, connect, key, deadline).start();
    return context.future(promise -> pins.pin()
        .<RedisConnection>map(pin -> new PinnedConnection(dispatcher, loop, key, pin, pins))
        .onComplete(promise));
  }

  /**
   * Gives back what it shares, and closes the connections that {@link #connect()} gave out and those of blocking commands.
   * Other commands in flight may finish, what waits for an endpoint fails. Closing again does nothing.
   */
  @Override
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    if (!closing.compareAndSet(null, closed.future())) {
      return closing.get();
    }
    dispatcher.close().transform(done -> services.release(key)).onComplete(closed);
    return closed.future();
  }

  @Override
  public String toString() {
    return "RedisHandle[" + service + "]";
  }
}
