package io.redpoll.handle;

import io.netty.channel.EventLoop;
import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Status;
import io.redpoll.resp.RespConnectOptions;
import io.redpoll.resp.RespConnection;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An endpoint as this process deals with it: its connections, its load, and what was seen of its health here. It lives as long
 * as the endpoint is in the snapshot, whatever else changes there.
 *
 * <p>Any thread; only {@link #update} and {@link #leave} belong to the context that follows the snapshots.
 */
final class Node implements Lane.Owner {

  private static final Logger LOG = System.getLogger(Node.class.getName());

  /** How long an endpoint is avoided that answers, but not as it should; up to twice that. */
  private static final long AVOID_NANOS = 500_000_000L;

  private final EndpointId id;
  private final NodeTools tools;
  private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();
  private final AtomicBoolean warned = new AtomicBoolean();
  private final AtomicLong reportedAt;

  private volatile Target target;
  private volatile String trouble = "";
  private volatile boolean draining;

  /** Set before lanes are told to leave, and read behind adding one: so that none stays behind. */
  private volatile boolean left;

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
      lanes.values().forEach(Lane::renew);
    }
    if (state.status() == Status.DOWN) {
      lanes.values().forEach(Lane::abandon);
    }
  }

  /** It left the snapshot: what is in flight may finish. */
  Future<Void> leave() {
    left = true;
    return Future.join(lanes.values().stream().map(Lane::leave).toList()).mapEmpty();
  }

  /** The way there from the event loop of {@code caller}. */
  Lane lane(ContextInternal caller) {
    EventLoop loop = caller.nettyEventLoop();
    Lane lane = lanes.get(loop);
    if (lane == null) {
      lane = lanes.computeIfAbsent(loop, this::newLane);
      if (left) {
        lane.leave();
      }
    }
    return lane;
  }

  private Lane newLane(EventLoop loop) {
    ContextInternal context = tools.context(loop);
    return new Lane(context, this::connect, this, tools.random());
  }

  /** A connection of its own for whoever asks, on the event loop that asks. */
  Future<RespConnection> connect() {
    Target to = target;
    return tools
        .settings()
        .connectOptions(tools.vertx(), to.address(), to.dnsName(), to.settings())
        .compose((RespConnectOptions options) -> RespConnection.connect(tools.vertx(), options));
  }

  EndpointId id() {
    return id;
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
    LOG.log(
        Level.DEBUG,
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
