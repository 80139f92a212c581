package io.redpoll.handle;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Topology;
import io.redpoll.resp.CommandTable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** What the calls of one handle have in common. Any thread. */
final class Dispatcher {

  private final SharedService shared;
  private final CommandTable commands;
  private final Preference preference;
  private final Optional<Duration> maxLag;
  private final long maxLagNanos;
  private final Waiting waiting;
  private final Pins pins = new Pins();
  private final Scripts scripts = new Scripts();
  private final Set<BlockingCall> blocked = ConcurrentHashMap.newKeySet();
  private final Runnable wakeUp;

  /** The router of the view that was current last: whoever sees a newer view replaces it. */
  private volatile Routing routing;

  private volatile boolean closed;

  Dispatcher(SharedService shared, CommandTable commands, RedisHandleOptions options) {
    this.shared = shared;
    this.commands = commands;
    this.preference = new Preference(options.getReadFrom(), options.getNode(), options.getZone());
    this.maxLag = options.getMaxLag();
    this.maxLagNanos = maxLag.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    this.waiting = new Waiting(options.getMaxWaiting());
    this.routing = routing(shared.view());
    this.wakeUp = () -> {
      waiting.wakeAll();
      blocked.forEach(BlockingCall::changed);
    };
    shared.changes().add(wakeUp);
    maxLag.ifPresent(shared.lag()::add);
  }

  SharedService shared() {
    return shared;
  }

  ServiceId service() {
    return shared.tools().service();
  }

  CommandTable commands() {
    return commands;
  }

  /** Whether what this replica has may be older than the application allows. */
  boolean behind(Node replica) {
    return maxLag.isPresent() && replica.behind(now(), maxLagNanos);
  }

  Waiting waiting() {
    return waiting;
  }

  /** The connections that are one owner's alone. */
  Pins pins() {
    return pins;
  }

  /** The commands that block on purpose at this moment: they are told of each change. */
  Set<BlockingCall> blocked() {
    return blocked;
  }

  /** The scripts that went through this handle. */
  Scripts scripts() {
    return scripts;
  }

  /** Whether proxies stand before the servers: they route by themselves, and some hang up on what they do not know. */
  boolean proxied() {
    return shared
        .view()
        .sight()
        .snapshot()
        .filter(snapshot -> snapshot.topology() == Topology.PROXIED)
        .isPresent();
  }

  RandomGenerator random() {
    return shared.tools().random();
  }

  long now() {
    return shared.tools().now();
  }

  /** The router of this view. */
  Router router(View view) {
    Routing current = routing;
    if (current.view() != view) {
      current = routing(view);
      routing = current;
    }
    return current.router();
  }

  private Routing routing(View view) {
    return new Routing(view, Router.of(view.sight(), view.cluster(), preference));
  }

  boolean closed() {
    return closed;
  }

  /** Refuses what is new and what waits, and ends connections that are one owner's alone. */
  Future<Void> close() {
    closed = true;
    shared.changes().remove(wakeUp);
    maxLag.ifPresent(shared.lag()::remove);
    waiting.wakeAll();
    return pins.close();
  }

  private record Routing(View view, Router router) {}
}
