package io.redpoll.agent.http;

import io.redpoll.BridgeMetrics;
import io.redpoll.agent.metrics.AgentFacts;
import io.redpoll.agent.metrics.ClusterFacts;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/** An agent that is as the test says. */
final class FakeAgent implements AgentView, AgentFacts {

  final Promise<Vertx> bus = Promise.promise();
  volatile Optional<String> notLive = Optional.empty();
  volatile Optional<String> notReady = Optional.of("it is starting");
  volatile List<Snapshot> own = List.of();

  @Override
  public String name() {
    return bus.future().isComplete() ? "agent-1" : "";
  }

  @Override
  public Optional<String> notLive() {
    return notLive;
  }

  @Override
  public Optional<String> notStarted() {
    return notReady;
  }

  @Override
  public Optional<String> notReady() {
    return notReady;
  }

  @Override
  public boolean ready() {
    return notReady.isEmpty();
  }

  @Override
  public Optional<BridgeMetrics> bridge() {
    return Optional.empty();
  }

  @Override
  public List<Snapshot> snapshots() {
    return own;
  }

  @Override
  public ClusterFacts cluster() {
    return new ClusterFacts(ClusterFacts.State.ALONE, 1, 0);
  }

  @Override
  public List<String> agents() {
    return bus.future().isComplete() ? List.of("agent-1") : List.of();
  }

  @Override
  public Future<Vertx> bus() {
    return bus.future();
  }
}
