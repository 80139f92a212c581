package io.redpoll.handle;

import io.redpoll.resp.CommandTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.Shareable;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;

/** The Services that handles of one Vert.x instance use, counted. Any thread. */
final class SharedServices implements Shareable {

  private static final String MAP = "io.redpoll.handle";

  private final ConcurrentMap<Key, Held> services = new ConcurrentHashMap<>();
  private final CommandTable commands = CommandTable.load();

  /** Those of {@code vertx}. */
  static SharedServices of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, SharedServices>getLocalMap(MAP)
        .computeIfAbsent(MAP, key -> begin((VertxInternal) vertx));
  }

  private static SharedServices begin(VertxInternal vertx) {
    SharedServices services = new SharedServices();
    vertx.addCloseHook(done -> services.close().onComplete(done));
    return services;
  }

  /** The command table, read once. */
  CommandTable commands() {
    return commands;
  }

  /** The Service that {@code key} says, begun if this is its first handle. */
  SharedService acquire(Vertx vertx, ServiceDiscovery discovery, Key key) {
    Held held = services.compute(
        key,
        (same, before) -> before == null
            ? new Held(create(vertx, discovery, key.settings()), 1)
            : new Held(before.service(), before.count() + 1));
    if (held.count() == 1) {
      held.service().start();
    }
    return held.service();
  }

  /** Gives one back; the last one ends the Service's connections. */
  Future<Void> release(Key key) {
    Held[] last = new Held[1];
    services.computeIfPresent(key, (same, held) -> {
      last[0] = held.count() == 1 ? held : null;
      return held.count() == 1 ? null : new Held(held.service(), held.count() - 1);
    });
    return last[0] == null ? Future.succeededFuture() : last[0].service().close();
  }

  /** Vert.x is being closed: no connection is to be missed and made again. */
  private Future<Void> close() {
    return Future.join(
            services.values().stream().map(held -> held.service().close()).toList())
        .mapEmpty();
  }

  private SharedService create(Vertx vertx, ServiceDiscovery discovery, ConnectSettings settings) {
    NodeTools tools = new NodeTools(
        (VertxInternal) vertx,
        settings,
        new Changes(),
        System::nanoTime,
        () -> ThreadLocalRandom.current().nextLong());
    return new SharedService(tools, commands, discovery);
  }

  /**
   * What handles must agree on to share.
   *
   * @param settings the Service and how to connect to it
   * @param announceAddress which registry they follow
   */
  record Key(ConnectSettings settings, String announceAddress) {}

  private record Held(SharedService service, int count) {}
}
