package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.agent.Samples.FakeDiscovery;
import io.redpoll.agent.metrics.AgentMeter;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentVerticleTest {

  private static final String LATENCIES = "redpoll.latencies.agent.node-1/a";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, SECONDS);
  }

  @Test
  void strangersWhereLatenciesAreAskedForAreCountedWithAllOthers() throws Exception {
    AgentState state = new AgentState(System::nanoTime);
    AgentVerticle verticle = new AgentVerticle(
        new AgentOptions(new JsonObject()),
        "node-1/a",
        state,
        FakeDiscovery.running().factory(),
        AgentMeter.NONE);
    vertx.deployVerticle(verticle).await(20, SECONDS);

    vertx.eventBus().send(LATENCIES, "no question");
    vertx.eventBus().request(LATENCIES, new JsonObject()).await(20, SECONDS);

    assertThat(state.bridge().orElseThrow().strangers())
        .containsEntry(LATENCIES, 1L)
        .hasSize(1);
  }
}
