package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redpoll.testkit.kubernetes.KubeApiServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The mirror before a real kube-apiserver with RBAC on and this project's own ClusterRole. Skipped unless
 * KUBEBUILDER_ASSETS names a folder with etcd and kube-apiserver ({@code setup-envtest use -p path} prints one).
 */
class KubeApiServerIT extends MirrorConformance {

  private static final Path ROLE = Path.of("..", "k8s", "clusterrole.yaml");
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices";

  private static KubeApiServer server;
  private final Set<String> slices = new HashSet<>();

  @BeforeAll
  static void startServer() throws IOException {
    Optional<Path> assets = KubeApiServer.assets(System.getenv());
    if (assets.isEmpty()) {
      return;
    }
    server = KubeApiServer.start(assets.orElseThrow(), "redpoll:redpoll-agent");
    for (String document : Files.readString(ROLE).split("(?m)^---\\s*$", -1)) {
      boolean binding = document.contains("kind: ClusterRoleBinding");
      server.create(RBAC + (binding ? "clusterrolebindings" : "clusterroles"), document);
    }
    server.create(
        "/api/v1/namespaces",
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}");
  }

  /** Before each, so that each is counted as skipped. */
  @BeforeEach
  void needServer() {
    assumeTrue(
        server != null,
        "KUBEBUILDER_ASSETS is not set (expected: a folder with etcd and kube-apiserver)");
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void deleteSlices() {
    slices.forEach(name -> server.delete(SLICES + "/" + name));
    slices.clear();
  }

  @Test
  void rf13_theProjectsRoleAllowsSlicesAndNothingElse() {
    KubernetesOptions options = cluster().options().withPodSelector("app=redis");
    Vertx vertx = Vertx.vertx();
    try {
      KubernetesSource source = new KubernetesSource(vertx, options, update -> {});
      Rig.await(source.start());
      Rig.until(() -> source.status().lastError().contains("pods (core)"));
      assertThat(source.status().lastError()).contains("403");
      Rig.await(source.stop());
    } finally {
      Rig.await(vertx.close());
    }
  }

  @Override
  Cluster cluster() {
    return new Cluster() {
      @Override
      public KubernetesOptions options() {
        return new KubernetesOptions(
            URI.create(server.uri()),
            Optional.of(server.tokenFile()),
            Optional.of(server.caFile()),
            List.of(),
            Optional.empty());
      }

      @Override
      public void apply(JsonObject slice) {
        slices.add(slice.getJsonObject("metadata").getString("name"));
        server.apply(SLICES, slice);
      }

      @Override
      public void delete(String name) {
        slices.remove(name);
        server.delete(SLICES + "/" + name);
      }
    };
  }
}
