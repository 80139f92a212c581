package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.agent.examples.ClusteredApplication;
import io.redpoll.agent.examples.EmbeddedAgent;
import io.redpoll.agent.examples.EventSubscriber;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three ways of use, by the examples that show them, against a real API and a real Redis. */
class WaysOfUseIT {

  private KubernetesCluster kubernetes;
  private List<Integer> ports;

  @BeforeAll
  static void logOnce() {
    LogSetup.prepare();
  }

  @BeforeEach
  void start() throws Exception {
    kubernetes = KubernetesCluster.start();
    kubernetes.statefulSet(StatefulSetSpec.independent("shop", "cache", "cache", 1));
    ports = FreePorts.take(4);
  }

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  @Test
  void applicationBesideAnAgentUsesRedisAndHearsOfItsEnd() throws Exception {
    Agent agent = new Agent(options(0), Library::discovery, JoinGate.Lookup.jdk(), new Random(1));
    agent.start().await(60, SECONDS);
    ClusteredApplication application =
        ClusteredApplication.join(options(2), "shop/cache").await(60, SECONDS);
    try {
      Promise<JsonObject> down = Promise.promise();
      EventSubscriber.listen(application.vertx(), event -> told(event, "endpoint.down", down))
          .await(60, SECONDS);

      assertThat(application.remember("k", "v").await(60, SECONDS)).isEqualTo("v");
      kubernetes.pod("cache-0").kill();
      assertThat(down.future().await(60, SECONDS).getString("service")).isEqualTo("shop/cache");
    } finally {
      application.close().await(60, SECONDS);
      agent.stop().await(60, SECONDS);
    }
  }

  @Test
  void embeddedAloneItAnnouncesWhatItSees() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Promise<JsonObject> up = Promise.promise();
      EventSubscriber.listen(vertx, event -> told(event, "endpoint.up", up)).await(60, SECONDS);
      EmbeddedAgent.alone(vertx, options(0)).await(60, SECONDS);

      assertThat(up.future().await(60, SECONDS).getString("to")).isEqualTo("UP");
    } finally {
      vertx.close().await(60, SECONDS);
    }
  }

  @Test
  void embeddedInAClusterOneTakesOverFromTheOther() throws Exception {
    Vertx first = EmbeddedAgent.clustered(options(0)).await(60, SECONDS);
    Vertx second = EmbeddedAgent.clustered(options(2)).await(60, SECONDS);
    try {
      Promise<JsonObject> down = Promise.promise();
      EventSubscriber.listen(first, event -> told(event, "endpoint.down", down)).await(60, SECONDS);
      second.close().await(60, SECONDS);

      kubernetes.pod("cache-0").kill();
      assertThat(down.future().await(60, SECONDS).getString("service")).isEqualTo("shop/cache");
    } finally {
      first.close().await(60, SECONDS);
    }
  }

  private static void told(JsonObject event, String type, Promise<JsonObject> promise) {
    if (event.getString("type").equals(type)) {
      promise.tryComplete(event);
    }
  }

  /** Of the member that has this port and the next. */
  private AgentOptions options(int first) {
    return new AgentOptions(new JsonObject()
        .put("kubernetes", new JsonObject().put("url", kubernetes.api().uri()))
        .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
        .put(
            "cluster",
            new JsonObject()
                .put("enabled", true)
                .put("name", "test-" + ports.get(0))
                .put(
                    "members",
                    new JsonArray()
                        .add("127.0.0.1:" + ports.get(0))
                        .add("127.0.0.1:" + ports.get(2)))
                .put("publicHost", "127.0.0.1")
                .put("port", ports.get(first))
                .put("eventBusPort", ports.get(first + 1))));
  }
}
