package io.redpoll.handle;

import io.redpoll.resp.DedicatedPool;
import io.redpoll.resp.RespConnection;
import io.redpoll.resp.RespLink;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All that one event loop has of one endpoint: the link that its commands share, connections of one owner each, and how long
 * answers take.
 *
 * <p>Its state belongs to its context, which is of that event loop and of no verticle. Others read what is volatile.
 */
final class Lane {

  private final ContextInternal context;
  private final RespLink link;
  private final DedicatedPool dedicated;
  private final PeakEwma latency = new PeakEwma();

  /** A lane on {@code context} whose connections {@code connector} makes, called on the context. */
  Lane(
      ContextInternal context,
      Supplier<Future<RespConnection>> connector,
      RespLink.Owner owner,
      RandomGenerator random) {
    this.context = context;
    this.link = new RespLink(context, connector, owner, random);
    this.dedicated = new DedicatedPool(context, connector);
  }

  /** The connection, if it takes commands. Any thread. */
  Optional<RespConnection> connection() {
    return link.connection();
  }

  /** Whether a command would have to wait here for an endpoint in trouble. Any thread. */
  boolean broken() {
    return link.broken();
  }

  /**
   * What one more command costs: expected latency times those before it and itself. One that never answered is tried by one
   * command at a time. Any thread.
   */
  double cost(long now) {
    int inFlight = link.inFlight();
    double nanos = latency.nanos(now);
    if (nanos == 0) {
      return inFlight == 0 ? 0 : Double.MAX_VALUE / 2;
    }
    return nanos * (inFlight + 1);
  }

  /** Notes that what was sent at one moment was answered at another, by the nodes' clock. On the lane's event loop. */
  void answered(long sentAt, long now) {
    link.proven();
    latency.add(Math.max(1, now - sentAt), now);
  }

  /** Connections of one owner each. On the lane's event loop. */
  DedicatedPool dedicated() {
    return dedicated;
  }

  /** Asks for a connection; whoever waits is told through the owner. Any thread. */
  void connect() {
    link.connect();
  }

  /** The endpoint has another address or another login: connects anew, then leaves the old connection. Any thread. */
  void renew() {
    clear();
    link.renew();
  }

  /** Closes the connection at once, since the endpoint is agreed to be down: what waits for it need wait no more. Any thread. */
  void abandon() {
    clear();
    link.abandon();
  }

  /** Takes no more commands, lets the others finish. Any thread. */
  Future<Void> leave() {
    clear();
    return link.drain();
  }

  private void clear() {
    context.emit(v -> dedicated.clear());
  }
}
