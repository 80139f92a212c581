package io.redpoll.agent.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, SECONDS);
  }

  @Test
  void whatIsNoQuestionIsDroppedAndCountedAndTheNextOneIsAnswered() throws Exception {
    Latencies latencies = new Latencies(System::nanoTime, Duration.ofSeconds(1));
    latencies.start(vertx, "agent-1").await(20, SECONDS);
    String address = Latencies.addressOf("agent-1");
    vertx.eventBus().send(address, "no object");
    vertx.eventBus().send(address, new JsonArray());
    vertx.eventBus().send(address, new JsonObject().put("x", "x".repeat(5_000)));

    Object answer =
        vertx.eventBus().request(address, new JsonObject()).await(20, SECONDS).body();
    assertThat(answer).isEqualTo(new JsonObject());
    assertThat(latencies.dropped()).containsEntry(address, 3L).hasSize(1);
  }
}
