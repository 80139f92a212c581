package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.KubernetesClusterOptions;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two agents of one cluster with the real library: whichever is asked tells of all Services. */
@Timeout(180)
class WholeClusterIT {

  private static final int SERVICES = 4;

  private final List<Agent> agents = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void logOnce() {
    LogSetup.prepare();
  }

  @AfterEach
  void stop() throws Exception {
    for (Agent agent : agents) {
      agent.stop().await(60, SECONDS);
    }
  }

  @Test
  void anyAgentTellsOfTheServicesOfAll() throws Exception {
    List<Integer> ports = FreePorts.take(4);
    try (KubernetesCluster cluster = KubernetesCluster.start(KubernetesClusterOptions.DEFAULT)) {
      for (int i = 0; i < SERVICES; i++) {
        String name = "cache-" + i;
        cluster.statefulSet(StatefulSetSpec.independent("shop", name, name, 1));
      }
      start(cluster, ports, 0);
      start(cluster, ports, 2);

      for (Agent agent : agents) {
        // Events come from whichever agent curates the Service, to whichever agent is asked.
        awaitAllUp(agent);
        JsonObject all = whenComplete(agent);
        assertThat(all.getJsonArray("agents")).hasSize(2);
        assertThat(all.getJsonArray("services")).hasSize(SERVICES);
        assertThat(get(agent, "/latencies").getJsonObject("latencies")).hasSize(SERVICES);
      }
    }
  }

  /** Follows the agent's stream until it has told, by snapshots or events, that each endpoint is up. */
  private void awaitAllUp(Agent agent) throws Exception {
    Stream<String> lines =
        client.send(request(agent, "/events"), BodyHandlers.ofLines()).body();
    Set<String> up = new HashSet<>();
    try (lines) {
      lines
          .filter(line -> line.startsWith("data: "))
          .map(line -> new JsonObject(line.substring("data: ".length())))
          .takeWhile(message -> {
            boolean event = "endpoint.up".equals(message.getString("type"));
            JsonArray endpoints = message.getJsonArray("endpoints", new JsonArray());
            boolean state =
                !endpoints.isEmpty() && "UP".equals(endpoints.getJsonObject(0).getString("status"));
            if (event || state) {
              up.add(message.getString("service"));
            }
            return up.size() < SERVICES;
          })
          .forEach(message -> {});
    }
    assertThat(up).hasSize(SERVICES);
  }

  /**
   * An agent that has started need not have entered the roster yet. While a Service goes from one agent to the other, the answer
   * says that it is not complete.
   */
  private JsonObject whenComplete(Agent agent) throws Exception {
    JsonObject all;
    do {
      all = get(agent, "/services");
    } while (all.getJsonArray("agents").size() < agents.size() || !all.getBoolean("complete"));
    return all;
  }

  private JsonObject get(Agent agent, String path) throws Exception {
    return new JsonObject(
        client.send(request(agent, path), BodyHandlers.ofString()).body());
  }

  private static HttpRequest request(Agent agent, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
        .build();
  }

  private void start(KubernetesCluster cluster, List<Integer> ports, int first) throws Exception {
    JsonArray members =
        new JsonArray().add("127.0.0.1:" + ports.get(0)).add("127.0.0.1:" + ports.get(2));
    JsonObject options = new JsonObject()
        .put("node", "node-" + first)
        .put("kubernetes", new JsonObject().put("url", cluster.api().uri()))
        .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
        .put(
            "cluster",
            new JsonObject()
                .put("enabled", true)
                .put("name", "whole-" + ports.get(0))
                .put("members", members)
                .put("publicHost", "127.0.0.1")
                .put("port", ports.get(first))
                .put("eventBusPort", ports.get(first + 1)));
    Agent agent = new Agent(
        new AgentOptions(options), Library::discovery, JoinGate.Lookup.jdk(), new Random(first));
    agents.add(agent);
    agent.start().await(60, SECONDS);
  }
}
