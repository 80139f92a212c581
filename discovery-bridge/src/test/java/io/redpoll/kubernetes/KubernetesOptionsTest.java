package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesOptionsTest {

  @Test
  void aPodFindsTheServerInItsEnvironmentAndItsServiceAccount() {
    KubernetesOptions options = KubernetesOptions.inCluster(
        Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443"));
    assertThat(options.server()).isEqualTo(URI.create("https://10.96.0.1:443"));
    assertThat(options.tokenFile())
        .contains(Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token"));
    assertThat(options.caFile())
        .contains(Path.of("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"));
    assertThat(options.namespaces()).isEmpty();
  }

  @Test
  void rf27_anIpv6HostStandsInBrackets() {
    KubernetesOptions options = KubernetesOptions.inCluster(
        Map.of("KUBERNETES_SERVICE_HOST", "fd00:10:96::1", "KUBERNETES_SERVICE_PORT", "6443"));
    assertThat(options.server()).isEqualTo(URI.create("https://[fd00:10:96::1]:6443"));
  }

  @Test
  void outsideOfAClusterTheMissingVariableAndTheWayOutAreNamed() {
    assertThatThrownBy(
            () -> KubernetesOptions.inCluster(Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("KUBERNETES_SERVICE_PORT is not set")
        .hasMessageContaining("--kubernetes-url")
        .hasMessageContaining("--kubernetes-token-file")
        .hasMessageContaining("--kubernetes-ca-file");
    assertThatThrownBy(() -> KubernetesOptions.inCluster(Map.of()))
        .hasMessageContaining("KUBERNETES_SERVICE_HOST is not set");
    assertThatThrownBy(() -> KubernetesOptions.inCluster(Map.of(
            "KUBERNETES_SERVICE_HOST",
            "10.96.0.1",
            "KUBERNETES_SERVICE_PORT",
            "tcp://10.96.0.1:443")))
        .hasMessageContaining("tcp://10.96.0.1:443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "https:///path", "10.0.0.1", "https://h:70000", "https://h:0"})
  void aServerThatIsNoneIsNamed(String server) {
    assertThatThrownBy(() -> options(server))
        .hasMessageContaining(server)
        .hasMessageContaining("https://<host>:<port>");
  }

  @Test
  void aPasswordInTheServersUrlIsRefusedAndNotShown() {
    assertThatThrownBy(() -> options("https://admin:hunter2@10.0.0.1"))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Shop", "a/b", "", "-a", "a b"})
  void aNamespaceThatIsNoneIsNamed(String namespace) {
    assertThatThrownBy(() -> new KubernetesOptions(
            URI.create("https://h"),
            Optional.empty(),
            Optional.empty(),
            List.of("shop", namespace),
            Optional.empty()))
        .hasMessageContaining("namespace: " + namespace);
  }

  private static KubernetesOptions options(String server) {
    return KubernetesOptions.of(URI.create(server));
  }
}
