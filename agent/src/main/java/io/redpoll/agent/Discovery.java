package io.redpoll.agent;

import io.redpoll.BridgeMetrics;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.Ownership;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.List;
import java.util.function.Consumer;

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

  /** What it did so far, for any thread. */
  BridgeMetrics metrics();

  /** Has {@code listener} hear of each check, on the event loop of the agent. */
  void onCheck(Consumer<Observation> listener);

  /** Makes it; for the event loop of the agent. */
  interface Factory {
    Discovery create(
        Vertx vertx, ServiceDiscovery registry, AgentOptions options, Ownership ownership);
  }
}
