package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerIT {

  private final AtomicLong now = new AtomicLong();
  private final AgentState state = new AgentState(now::get);
  private final AdminServer admin = new AdminServer(options(0), state);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();

  @BeforeEach
  void start() throws Exception {
    vertx.deployVerticle(admin).await(20, SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(20, SECONDS);
  }

  @Test
  void probesTellTheStateAndWhy() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/startupz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body())
        .isEqualTo("{\"ready\":false,\"reason\":\"it is starting\"}\n");

    state.running(List::of);
    state.synced();
    state.turned();
    assertThat(get("/startupz").body()).isEqualTo("{\"started\":true}\n");
    assertThat(get("/readyz").body()).isEqualTo("{\"ready\":true}\n");

    now.set(SECONDS.toNanos(6));
    assertThat(get("/livez").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void servicesAreShownAsJson() throws Exception {
    state.running(() -> List.of(Samples.CACHE, Samples.snapshot("shop/session")));

    JsonObject one = new JsonObject(get("/services/shop/cache").body());
    assertThat(one.getString("service")).isEqualTo("shop/cache");
    assertThat(one.getJsonArray("endpoints").getJsonObject(0).getString("status"))
        .isEqualTo("UP");
    assertThat(new JsonObject(get("/services").body()).getJsonArray("services")).hasSize(2);
    assertThat(get("/services?x=1").headers().firstValue("content-type"))
        .contains("application/json");
  }

  @Test
  void whatIsUnknownOrWrongGetsOneLine() throws Exception {
    assertThat(get("/services/shop/none").statusCode()).isEqualTo(404);
    assertThat(get("/services/shop/Cache").statusCode()).isEqualTo(400);
    assertThat(get("/services//").statusCode()).isEqualTo(400);
    assertThat(get("/services/shop/%2e%2e").statusCode()).isEqualTo(400);
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/livez/").statusCode()).isEqualTo(404);
    assertThat(get("/none").body())
        .startsWith("{\"error\":\"no such path")
        .satisfies(body -> assertThat(body.lines()).hasSize(1));
  }

  @Test
  void thePortOnlyReads() throws Exception {
    HttpResponse<String> post = client.send(
        request("/services").POST(BodyPublishers.ofString("x".repeat(100_000))).build(),
        BodyHandlers.ofString());
    HttpResponse<String> delete =
        client.send(request("/services/shop/cache").DELETE().build(), BodyHandlers.ofString());

    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("allow")).contains("GET");
    assertThat(delete.statusCode()).isEqualTo(405);
  }

  @Test
  void whatIsTooLongOrNoHttpIsRefused() throws Exception {
    assertThat(raw("GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .matches("(?s)HTTP/1.[01] 414 .*");
    assertThat(raw("GET /livez HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
        .matches("(?s)HTTP/1.[01] 431 .*");
    assertThat(raw("nonsense\r\n\r\n")).matches("(?s)HTTP/1.[01] 400 .*");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void portInUseIsSaidInOneLine() {
    AdminServer second = new AdminServer(options(admin.port()), state);

    assertThatThrownBy(() -> vertx.deployVerticle(second).await(20, SECONDS))
        .hasMessage("http.port: " + admin.port() + " on 127.0.0.1 is in use or not of this host"
            + " (expected: a free port; give another with --http-port)");
  }

  private static AgentOptions options(int port) {
    return new AgentOptions(
        new JsonObject().put("http", new JsonObject().put("host", "127.0.0.1").put("port", port)));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path))
        .version(HttpClient.Version.HTTP_1_1);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
