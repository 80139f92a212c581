package io.redpoll.agent;

import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.Ownership;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.List;

/** What the agent asks of the library. */
interface Discovery {

  /** Begins to watch. Fails only for what waiting does not cure. */
  Future<Void> start();

  /** Ends it, in order. */
  Future<Void> stop();

  /** Succeeds when all Services were listed once. */
  Future<Void> whenSynced();

  /** What is known, for any thread. */
  List<Snapshot> snapshots();

  /** Makes it; for the event loop of the agent. */
  interface Factory {
    Discovery create(
        Vertx vertx, ServiceDiscovery registry, AgentOptions options, Ownership ownership);
  }
}
