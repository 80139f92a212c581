package io.redpoll.agent;

import io.redpoll.endpoint.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.List;

/** The one place that knows the library's root: from the agent's options to its own. */
final class Library {

  private static final System.Logger LOG = System.getLogger(Library.class.getName());

  private Library() {}

  /** Until the library has a root, there is nothing to start: the agent says so and never becomes ready. */
  static Discovery discovery(
      Vertx vertx, ServiceDiscovery registry, AgentOptions options, Ownership ownership) {
    return new Discovery() {
      @Override
      public Future<Void> start() {
        LOG.log(
            System.Logger.Level.WARNING,
            "this build of the agent is without discovery: it will find nothing");
        return Future.succeededFuture();
      }

      @Override
      public Future<Void> stop() {
        return Future.succeededFuture();
      }

      @Override
      public Future<Void> whenSynced() {
        return Future.failedFuture("this build of the agent is without discovery");
      }

      @Override
      public List<Snapshot> snapshots() {
        return List.of();
      }
    };
  }
}
