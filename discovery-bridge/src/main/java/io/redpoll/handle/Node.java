package io.redpoll.handle;

import io.netty.channel.EventLoop;
import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Status;
import io.redpoll.resp.Fault;
import io.redpoll.resp.RespConnectOptions;
import io.redpoll.resp.RespConnection;
import io.redpoll.resp.RespException;
import io.redpoll.resp.RespLink;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * An endpoint as this process deals with it: its connections, its load, and what was seen of its health here. It lives as long
 * as the endpoint is in the snapshot, whatever else changes there.
 *
 * <p>Any thread; only {@link #update} and {@link #leave} belong to the context that follows the snapshots.
 */
final class Node implements RespLink.Owner {

  private static final Logger LOG = System.getLogger(Node.class.getName());

  /** How long an endpoint is avoided that answers, but not as it should; up to twice that. */
  private static final long AVOID_NANOS = 500_000_000L;

  private final EndpointId id;
  private final NodeTools tools;
  private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();

  /** Those for reads from a replica of a Redis Cluster, which answers them only on a connection that says READONLY. */
  private final Map<EventLoop, Lane> readOnlyLanes = new ConcurrentHashMap<>();

  private final AtomicBoolean warned = new AtomicBoolean();

  /** Whether it was told that something else than RESP, or too much, came from there: once is enough. */
  private final AtomicBoolean misspoke = new AtomicBoolean();

  private final AtomicLong reportedAt;

  private volatile Target target;
  private volatile String trouble = "";
  private volatile boolean draining;

  /** Set before lanes are told to leave, and read behind adding one: so that none stays behind. */
  private volatile boolean left;

  /** The moment of which it has all that was written to its primary, as far as known; 0 if nothing is known. */
  private volatile long asOf;

  /** 0 if it is not avoided. */
  private volatile long avoidUntil;

  Node(NodeTools tools, EndpointState state, ServiceSettings settings) {
    this.id = state.id();
    this.tools = tools;
    this.target = Target.of(tools.service(), state, settings);
    this.reportedAt = new AtomicLong(tools.now() - Reports.INTERVAL_NANOS);
  }

  /** What a newer snapshot says of it. */
  void update(EndpointState state, ServiceSettings settings) {
    avoidUntil = 0;
    draining = state.status() == Status.DRAINING;
    Target next = Target.of(tools.service(), state, settings);
    if (!next.equals(target)) {
      target = next;
      everyLane().forEach(Lane::renew);
    }
    if (state.status() == Status.DOWN) {
      everyLane().forEach(Lane::abandon);
    }
  }

  /** It left the snapshot: what is in flight may finish. */
  Future<Void> leave() {
    left = true;
    return Future.join(everyLane().map(Lane::leave).toList()).mapEmpty();
  }

  private Stream<Lane> everyLane() {
    return Stream.of(lanes, readOnlyLanes).flatMap(each -> each.values().stream());
  }

  /** The way there from the event loop of {@code caller}; one that is {@code readOnly} is for replicas of a Redis Cluster. */
  Lane lane(ContextInternal caller, boolean readOnly) {
    Map<EventLoop, Lane> known = readOnly ? readOnlyLanes : lanes;
    EventLoop loop = caller.nettyEventLoop();
    Lane lane = known.get(loop);
    if (lane == null) {
      lane = known.computeIfAbsent(loop, absent -> newLane(absent, readOnly));
      if (left) {
        lane.leave();
      }
    }
    return lane;
  }

  private Lane newLane(EventLoop loop, boolean readOnly) {
    ContextInternal context = tools.context(loop);
    return new Lane(context, () -> connect(readOnly), this, tools.random());
  }

  /** A connection of its own for whoever asks, on the event loop that asks. */
  Future<RespConnection> connect(boolean readOnly) {
    Target to = target;
    Future<RespConnection> connection = tools
        .settings()
        .connectOptions(tools.vertx(), to.address(), to.dnsName(), to.settings())
        .compose((RespConnectOptions options) -> RespConnection.connect(tools.vertx(), options));
    return readOnly ? connection.compose(this::readOnly) : connection;
  }

  private Future<RespConnection> readOnly(RespConnection connection) {
    return connection
        .send(Request.cmd(Command.READONLY), tools.settings().timeout())
        .map(connection)
        .onFailure(refused -> connection.close());
  }

  EndpointId id() {
    return id;
  }

  /** Where it listens. */
  HostAndPort address() {
    return target.address();
  }

  /** Pod and address, for messages. */
  String name() {
    return target.shard() + " (" + target.address() + ")";
  }

  /** What is wrong with it, as seen from here; empty if nothing is. */
  String trouble() {
    return trouble;
  }

  /** Whether its pod is about to end. */
  boolean draining() {
    return draining;
  }

  /** Whether to take another endpoint if there is one. */
  boolean avoided() {
    long until = avoidUntil;
    return until != 0 && until - tools.now() > 0;
  }

  /** It has all that was written to its primary before {@code moment}. */
  void asOf(long moment) {
    asOf = moment == 0 ? 1 : moment;
  }

  /** Whether it may lack something that was written longer than {@code lagNanos} ago. */
  boolean behind(long now, long lagNanos) {
    long moment = asOf;
    return moment == 0 || now - moment > lagNanos;
  }

  /** It answers, or does not, in a way that makes another endpoint the better choice for a moment. */
  void avoid(String why) {
    long until = tools.now() + AVOID_NANOS + tools.random().nextLong(AVOID_NANOS);
    avoidUntil = until == 0 ? 1 : until;
    report(why);
  }

  @Override
  public void opened() {
    avoidUntil = 0;
    trouble = "";
    if (warned.compareAndSet(true, false)) {
      LOG.log(Level.INFO, "Service {0}: {1} is reachable again", tools.service(), name());
    }
    tools.changes().announce();
  }

  @Override
  public void lost(Throwable cause) {
    boolean protocol = cause instanceof RespException why && why.fault() == Fault.PROTOCOL;
    LOG.log(
        protocol && misspoke.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG,
        "Service {0}: {1}: connection lost: {2}",
        tools.service(),
        name(),
        cause.getMessage());
    inTrouble(cause);
  }

  @Override
  public void unreachable(Throwable cause) {
    boolean first = warned.compareAndSet(false, true);
    LOG.log(
        first ? Level.WARNING : Level.DEBUG,
        "Service {0}: {1} cannot be reached: {2}",
        tools.service(),
        name(),
        cause.getMessage());
    inTrouble(cause);
  }

  private void inTrouble(Throwable cause) {
    trouble = String.valueOf(cause.getMessage());
    report(trouble);
    tools.changes().announce();
  }

  private void report(String what) {
    long last = reportedAt.get();
    long now = tools.now();
    if (now - last >= Reports.INTERVAL_NANOS && reportedAt.compareAndSet(last, now)) {
      Reports.publish(tools.vertx(), tools.service(), id, what);
    }
  }

  /** Where it is and how to log in; a change of it needs other connections. */
  private record Target(
      String shard, HostAndPort address, String dnsName, ServiceSettings settings) {
    static Target of(ServiceId service, EndpointState state, ServiceSettings settings) {
      // Only what connections depend on: a new topology or mode closes none.
      ServiceSettings relevant = new ServiceSettings(
          ServiceSettings.DEFAULT.topology(),
          ServiceSettings.DEFAULT.mode(),
          settings.tls(),
          settings.credentials());
      Endpoint endpoint = state.endpoint();
      return new Target(endpoint.shard(), endpoint.address(), endpoint.dnsName(service), relevant);
    }
  }
}
