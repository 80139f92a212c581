package io.redpoll.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@RedpollTest(tls = true, token = "sesame")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedpollExtensionIT {

  private static KubernetesCluster first;
  private static Vertx firstVertx;
  private KubernetesCluster beforeEach;

  @BeforeEach
  void before(KubernetesCluster cluster) {
    beforeEach = cluster;
  }

  @Test
  @Order(1)
  void oneTestMethodSharesOneClusterWithItsBeforeEach(
      KubernetesApi api, KubernetesCluster cluster, Vertx vertx) {
    first = cluster;
    firstVertx = vertx;
    assertThat(cluster).isSameAs(beforeEach);
    assertThat(api).isSameAs(cluster.api());
  }

  @Test
  @Order(2)
  void theNextTestMethodGetsNewOnes(KubernetesCluster cluster, Vertx vertx) {
    assertThat(cluster).isNotSameAs(first);
    assertThat(vertx).isNotSameAs(firstVertx);
  }

  @Test
  @Order(3)
  void theAnnotationSaysHowTheApiIsServed(KubernetesApi api) {
    assertThat(api.uri()).startsWith("https://127.0.0.1:");
    assertThat(api.caFile()).isPresent();
    assertThat(api.tokenFile().orElseThrow()).hasContent("sesame");
  }

  @Nested
  class Inner {

    @Test
    void aNestedClassIsServedAsTheOneAroundIt(KubernetesApi api) {
      assertThat(api.uri()).startsWith("https://");
    }
  }

  @AfterAll
  static void everythingIsClosed() {
    assertThat(first.api().caFile().orElseThrow()).doesNotExist();
  }
}
