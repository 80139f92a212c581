package io.redpoll.agent;

import io.redpoll.BridgeMetrics;
import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.event.EventMetrics;
import io.redpoll.health.Ownership;
import io.redpoll.kubernetes.KubernetesMetrics;
import io.redpoll.kubernetes.KubernetesMetrics.Mirrored;
import io.redpoll.kubernetes.KubernetesStatus;
import io.redpoll.registry.RegistryMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A Service, and a library that knows nothing else. */
public final class Samples {

  static final Snapshot CACHE = snapshot("shop/cache");

  static final BridgeMetrics NOTHING_COUNTED = new BridgeMetrics(
      new KubernetesStatus(true, Optional.empty(), "", 0),
      new KubernetesMetrics(
          Map.of(), 0, 0, Duration.ZERO, Map.of(), Map.of(), Map.of(), 0, new Mirrored(0, 0, 0, 0)),
      RegistryMetrics.NONE,
      EventMetrics.NONE,
      Map.of());

  private Samples() {}

  /** A Service {@code namespace/name} of one Redis that is up. */
  public static Snapshot snapshot(String service) {
    ServiceId id = ServiceId.parse(service);
    Endpoint endpoint = new Endpoint(
        EndpointId.ofPod(id.namespace(), "uid-0", 6379),
        "redis-0",
        "redis-0",
        new HostAndPort("10.1.0.7", 6379),
        "node-1",
        "zone-a",
        EndpointConditions.READY);
    return new Snapshot(
        id,
        ServiceSettings.DEFAULT,
        7,
        1,
        Topology.STANDALONE,
        Optional.of(endpoint.id()),
        List.of(),
        List.of(new EndpointState(endpoint, Status.UP, Role.PRIMARY, false, "")));
  }

  /** A library that does what the test says. */
  static final class FakeDiscovery implements Discovery {
    final Promise<Void> synced = Promise.promise();
    final Promise<Void> started = Promise.promise();
    private volatile Promise<Void> agreed = Promise.promise();
    private volatile int expected = -1;
    volatile Ownership ownership;
    final Promise<Void> mayStop = Promise.promise();
    volatile boolean stopped;

    static FakeDiscovery running() {
      FakeDiscovery fake = new FakeDiscovery();
      fake.started.complete();
      fake.synced.complete();
      fake.mayStop.complete();
      return fake;
    }

    Factory factory() {
      return (vertx, registry, options, owner) -> {
        ownership = owner;
        owner.onChange(this::changed);
        return this;
      };
    }

    /** Succeeds when this agent sees {@code count} agents. */
    Future<Void> whenAgents(int count) {
      agreed = Promise.promise();
      expected = count;
      changed();
      return agreed.future();
    }

    private void changed() {
      if (ownership.agents().size() == expected) {
        agreed.tryComplete();
      }
    }

    @Override
    public Future<Void> start() {
      return started.future();
    }

    @Override
    public Future<Void> stop() {
      stopped = true;
      return mayStop.future();
    }

    @Override
    public Future<Void> whenSynced() {
      return synced.future();
    }

    @Override
    public List<Snapshot> snapshots() {
      return List.of(CACHE);
    }

    @Override
    public BridgeMetrics metrics() {
      return NOTHING_COUNTED;
    }

    @Override
    public void onCheck(Consumer<Observation> listener) {}
  }
}
