package io.redpoll.testkit.kubernetes;

import static io.redpoll.testkit.kubernetes.ApiClient.SLICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KubernetesApiServerIT {

  private static final KubernetesApiOptions TLS = KubernetesApiOptions.DEFAULT.withTls(true);

  @ParameterizedTest
  @EnumSource(Version.class)
  void aClientThatTrustsTheAuthorityIsServedByTls(Version version) throws Exception {
    try (KubernetesApi api = KubernetesApi.start(TLS)) {
      ApiClient client = ApiClient.trusting(api.caFile().orElseThrow(), api.uri(), version);
      assertThat(client.get(SLICES).version()).isEqualTo(version);
      try (Watch watch = client.watch(SLICES + "?watch=1&resourceVersion=1")) {
        api.apply(Objects.slice("a"));
        assertThat(watch.next()).isEqualTo("ADDED a 2");
        api.dropWatches();
        watch.assertEnds();
      }
    }
  }

  @Test
  void theCertificateHoldsForTheNameLocalhostToo() throws Exception {
    try (KubernetesApi api = KubernetesApi.start(TLS)) {
      URI byName = URI.create(api.uri().replace("127.0.0.1", "localhost"));
      ApiClient client =
          ApiClient.trusting(api.caFile().orElseThrow(), byName.toString(), Version.HTTP_1_1);
      assertThat(client.status(SLICES)).isEqualTo(200);
    }
  }

  @Test
  void anotherAuthorityIsNotTrusted() {
    try (KubernetesApi api = KubernetesApi.start(TLS);
        KubernetesApi other = KubernetesApi.start(TLS)) {
      ApiClient client =
          ApiClient.trusting(other.caFile().orElseThrow(), api.uri(), Version.HTTP_1_1);
      assertThatThrownBy(() -> client.get(SLICES)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void onlyTheTokenInTheTokenFileIsLetIn() throws Exception {
    try (KubernetesApi api = KubernetesApi.start(KubernetesApiOptions.DEFAULT.withToken("one"))) {
      ApiClient client = ApiClient.of(api);
      String token = Files.readString(api.tokenFile().orElseThrow());
      ApiClient known = client.with("authorization", "Bearer " + token);
      assertThat(known.status(SLICES)).isEqualTo(200);
      assertThat(client.with("authorization", "Bearer two").status(SLICES)).isEqualTo(401);
      assertThat(client.json(SLICES)).isEqualTo(new JsonObject("""
              {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
               "message": "Unauthorized", "reason": "Unauthorized", "code": 401}
              """));
      api.rotateToken("two");
      assertThat(known.status(SLICES)).isEqualTo(401);
      assertThat(api.tokenFile().orElseThrow()).hasContent("two");
      assertThat(client.with("authorization", "Bearer two").status(SLICES)).isEqualTo(200);
    }
  }

  @Test
  void theTokenIsNotInTheOptionsText() {
    assertThat(KubernetesApiOptions.DEFAULT.withToken("sesame").toString())
        .doesNotContain("sesame");
  }

  @Test
  void aPortInUseIsSaidInOneLine() {
    try (KubernetesApi api = KubernetesApi.start()) {
      int port = URI.create(api.uri()).getPort();
      KubernetesApiOptions same = KubernetesApiOptions.DEFAULT.withPort(port);
      assertThatThrownBy(() -> KubernetesApi.start(same))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "port already in use: 127.0.0.1:" + port + " (expected: a free port, or 0 for any)");
    }
  }

  @Test
  void anOutageBreaksEverythingAndLosesNothing() throws Exception {
    try (KubernetesApi api = KubernetesApi.start()) {
      String uri = api.uri();
      ApiClient client = ApiClient.of(api);
      api.apply(Objects.slice("a"));
      try (Watch watch = client.watch(SLICES + "?watch=1&resourceVersion=2")) {
        api.stop();
        watch.assertBreaks();
      }
      assertThatThrownBy(() -> client.get(SLICES)).isInstanceOf(ConnectException.class);
      api.apply(Objects.slice("b"));
      api.resume();
      assertThat(api.uri()).isEqualTo(uri);
      assertThat(ApiClient.names(client.json(SLICES))).containsExactly("a", "b");
      assertThat(api.watches()).isZero();
    }
  }

  @Test
  void faultsComeBeforeTheAnswer() throws Exception {
    try (KubernetesApi api = KubernetesApi.start()) {
      ApiClient client = ApiClient.of(api);
      api.faults(request -> {
        request.response().setStatusCode(500).end("<html>");
        return true;
      });
      assertThat(client.status(SLICES)).isEqualTo(500);
      api.faults(Faults.NONE);
      assertThat(client.status(SLICES)).isEqualTo(200);
    }
  }

  @Test
  void aGivenVertxIsLeftRunning() throws Exception {
    Vertx vertx = Vertx.vertx();
    Path ca;
    try (KubernetesApi api = KubernetesApi.start(vertx, TLS)) {
      ca = api.caFile().orElseThrow();
      assertThat(ca).exists();
    }
    assertThat(ca).doesNotExist();
    assertThat(vertx.deploymentIDs()).isEmpty();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void itMayBeClosedAfterItsVertxAndTwice() throws Exception {
    Vertx vertx = Vertx.vertx();
    KubernetesApi api = KubernetesApi.start(vertx, KubernetesApiOptions.DEFAULT);
    vertx.close().await(20, TimeUnit.SECONDS);
    api.close();
    api.close();
    assertThatThrownBy(() -> ApiClient.of(api).get(SLICES)).isInstanceOf(ConnectException.class);
  }
}
