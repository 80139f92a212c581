package io.redpoll;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.cacheLabelled;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.testing.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.SweepStep;
import io.redpoll.endpoint.Topology;
import io.redpoll.health.Agent;
import io.redpoll.health.Agents;
import io.redpoll.health.HealthPolicy;
import io.redpoll.health.Judge;
import io.redpoll.health.Ownership;
import io.redpoll.probe.ProbeOptions;
import io.redpoll.probe.Prober;
import io.redpoll.testing.Await;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders that an agent does not carry out, whoever gives them. It checks nothing itself: the node of the pods is another's. */
class ErrandsTest {

  private static final SweepStep STEP =
      new SweepStep("run", List.of("cache-0", "cache-1"), SweepStep.START);

  private final Endpoint pod = pod(0);
  private final Vertx vertx = Vertx.vertx();
  private final Ownership ownership =
      new Agents(new Agent("a", "node-1", ""), new Agent("b", "node-2", "")).of("b");
  private final Prober prober = new Prober(
      vertx, ProbeOptions.of("b"), name -> Optional.empty(), () -> NOON, observation -> {});
  private final Patrol patrol = new Patrol(ownership, prober, left -> {});
  private final Errands errands = new Errands(
      ownership,
      patrol,
      prober,
      new Judge(ownership, HealthPolicy.DEFAULT, () -> NOON, verdict -> {}, question -> {}));

  @AfterEach
  void close() throws Exception {
    Await.result(prober.stop());
    Await.result(vertx.close());
  }

  @Test
  void nothingIsEmptiedOrSweptInModeStore() {
    patrol.upsert(cacheLabelled(Topology.SHARDED, pod));
    assertThat(failure(errands.sweep(CACHE, pod.id(), STEP)))
        .hasMessageContainingAll("shop/cache", "mode cache");
    assertThat(failure(errands.empty(CACHE, pod.id(), "run")))
        .hasMessageContainingAll("shop/cache", "mode cache");
  }

  @Test
  void noEndpointOfAnotherServiceIsSwept() {
    ServiceSettings cache = new ServiceSettings(Topology.SHARDED, Mode.CACHE, false, "");
    patrol.upsert(new ServiceEndpoints(CACHE, cache, List.of(pod), List.of()));
    Endpoint stranger = pod(7);
    assertThat(failure(errands.sweep(CACHE, stranger.id(), STEP)))
        .hasMessageContainingAll(stranger.id().toString(), "one of shop/cache");
  }
}
