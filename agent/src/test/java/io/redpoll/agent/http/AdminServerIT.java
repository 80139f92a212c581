package io.redpoll.agent.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AdminServerIT {

  private static final Snapshot CACHE = Rig.service("shop/cache", Topology.STANDALONE, "cache-0");
  private static final Snapshot SESSION =
      Rig.service("shop/session", Topology.REPLICATED, "session-0", "session-1", "session-2");

  @Test
  void op10_probesTellTheStateAndWhyAndOnlyTheEventLoopCountsAsLive() throws Exception {
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      assertThat(rig.get("/livez").statusCode()).isEqualTo(200);
      assertThat(rig.get("/startupz").statusCode()).isEqualTo(503);
      assertThat(rig.get("/readyz").body())
          .isEqualTo("{\"ready\":false,\"reason\":\"it is starting\"}\n");

      rig.agent.notReady = Optional.empty();
      rig.agent.notLive = Optional.of("its event loop last turned 6 s ago");
      assertThat(rig.get("/startupz").body()).isEqualTo("{\"started\":true}\n");
      assertThat(rig.get("/readyz").body()).isEqualTo("{\"ready\":true}\n");
      assertThat(rig.get("/livez").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void servicesOfAllAgentsAreShownAsJson() throws Exception {
    try (Rig rig = Rig.working(SESSION, CACHE)) {
      JsonObject all = new JsonObject(rig.get("/services").body());
      assertThat(all.getBoolean("complete")).isTrue();
      assertThat(all.getString("agent")).isEqualTo("agent-1");
      assertThat(all.getJsonArray("agents")).isEqualTo(new JsonArray().add("agent-1"));
      assertThat(all.getJsonArray("services"))
          .extracting(service -> ((JsonObject) service).getString("service"))
          .containsExactly("shop/cache", "shop/session");

      JsonObject one = new JsonObject(rig.get("/services/shop/session").body());
      assertThat(one.getString("status")).isEqualTo("UP");
      assertThat(one.getJsonArray("endpoints")).hasSize(3);
      assertThat(rig.get("/services?x=1").headers().firstValue("content-type"))
          .contains("application/json");
    }
  }

  @Test
  void anAgentThatHasNotJoinedTellsWhatItKnowsAndThatItIsNotAll() throws Exception {
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      rig.agent.own = List.of(CACHE);

      JsonObject all = new JsonObject(rig.get("/services").body());
      assertThat(all.getBoolean("complete")).isFalse();
      assertThat(all.getJsonArray("services")).hasSize(1);
      assertThat(rig.get("/services/shop/cache").statusCode()).isEqualTo(200);
      assertThat(new JsonObject(rig.get("/latencies").body()).getJsonObject("latencies"))
          .isEmpty();
    }
  }

  @Test
  void whatWasKnownIsNotLostWhenTheAgentsDoNotAnswer() {
    Snapshot newer = Rig.withStatus(CACHE, "cache-0", Status.DOWN, "connection refused", 2_000);
    Snapshot older = Rig.withStatus(SESSION, "session-0", Status.DOWN, "old", 1);

    Overview mended = new Overview(List.of(SESSION, CACHE), true).mendedWith(List.of(newer, older));

    assertThat(mended.services()).containsExactly(newer, SESSION);
    assertThat(mended.complete()).isFalse();
  }

  @Test
  void latenciesOfTheLastChecksAreTold() throws Exception {
    try (Rig rig = Rig.working(CACHE)) {
      rig.checked(CACHE, "cache-0", Duration.ofNanos(312_400));

      JsonObject answer = new JsonObject(rig.get("/latencies").body());
      assertThat(answer.getString("unit")).isEqualTo("microseconds");
      assertThat(answer.getJsonObject("latencies").getMap())
          .containsExactly(java.util.Map.entry("shop/uid-cache-0/6379", 312));
    }
  }

  @Test
  void headIsAnsweredWithoutABody() throws Exception {
    try (Rig rig = Rig.working(CACHE)) {
      for (String path : List.of("/", "/livez", "/services", "/metrics", "/events", "/none")) {
        HttpResponse<String> head = rig.send(HttpRequest.newBuilder(URI.create(rig.url(path)))
            .method("HEAD", BodyPublishers.noBody())
            .build());
        assertThat(head.body()).as(path).isEmpty();
        assertThat(head.statusCode()).as(path).isEqualTo(path.equals("/none") ? 404 : 200);
      }
    }
  }

  @Test
  void thePageMayDoNothingButAskThisPort() throws Exception {
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      HttpResponse<String> page = rig.get("/");
      assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
      assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
          .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe", "http:", "https:");
      assertThat(page.body()).doesNotContain("style=", "onclick=", "<script>");
      assertThat(rig.get("/status.css").headers().firstValue("content-type"))
          .contains("text/css; charset=utf-8");
      assertThat(rig.get("/status.js").headers().firstValue("content-type"))
          .contains("text/javascript; charset=utf-8");
      assertThat(rig.get("/status.html").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void metricsAreServedAndCountRequestsByRouteNotByPath() throws Exception {
    try (Rig rig = Rig.working(CACHE)) {
      assertThat(rig.get("/services/shop/cache").statusCode()).isEqualTo(200);
      assertThat(rig.get("/secret-path").statusCode()).isEqualTo(404);

      HttpResponse<String> metrics = rig.get("/metrics");
      assertThat(metrics.headers().firstValue("content-type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      assertThat(metrics.body())
          .contains("redpoll_http_requests_total{route=\"SERVICE\",status=\"200\"} 1.0")
          .contains("redpoll_http_requests_total{route=\"NONE\",status=\"404\"} 1.0")
          .doesNotContain("secret-path");
    }
  }

  @Test
  void portInUseIsSaidInOneLine() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Rig rig = Rig.waiting(Rig.PATIENT_MILLIS)) {
      AdminServer second = new AdminServer("127.0.0.1", rig.port(), rig.agent, rig.meters);
      assertThatThrownBy(() -> vertx.deployVerticle(second).await(20, SECONDS))
          .hasMessage("http.port: " + rig.port() + " on 127.0.0.1 is in use or not of this host"
              + " (expected: a free port; give another with --http-port)");
    } finally {
      vertx.close().await(20, SECONDS);
    }
  }
}
