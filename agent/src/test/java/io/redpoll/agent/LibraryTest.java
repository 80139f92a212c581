package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.CredentialFile;
import io.redpoll.DiscoveryOptions;
import io.redpoll.health.HealthPolicy;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.probe.ProbeOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LibraryTest {

  private static final Map<String, String> POD =
      Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBERNETES_SERVICE_PORT", "443");

  @Test
  void defaultsOfTheAgentAreThoseOfTheLibrary() {
    assertThat(Library.options(new AgentOptions(), POD))
        .isEqualTo(DiscoveryOptions.of(KubernetesOptions.inCluster(POD)));
  }

  @Test
  void everyOptionOfTheLibraryIsHandedOn() {
    AgentOptions options = new AgentOptions(new JsonObject("""
        {"kubernetes": {"url": "https://api:6443", "tokenFile": "/t", "caFile": "/c", "namespaces": ["shop"],
                        "labelSelector": "app=redis", "podSelector": "app=stray", "importServices": true},
         "probe": {"interval": "2s", "timeout": "1s", "caFile": "/r"},
         "health": {"fall": 3, "rise": 4, "settle": "6s", "shardGrace": "2m"},
         "credentials": {"shop": {"user": "app", "passwordFile": "/p"}}}"""));

    assertThat(Library.options(options, Map.of()))
        .isEqualTo(new DiscoveryOptions(
            new KubernetesOptions(
                URI.create("https://api:6443"),
                Optional.of(Path.of("/t")),
                Optional.of(Path.of("/c")),
                List.of("shop"),
                Optional.of("app=redis"),
                Optional.of("app=stray")),
            new ProbeOptions(
                Duration.ofSeconds(2), Duration.ofSeconds(1), "", Optional.of(Path.of("/r"))),
            new HealthPolicy(3, 4, Duration.ofSeconds(6), Duration.ofMinutes(2)),
            Map.of("shop", new CredentialFile("app", Path.of("/p"))),
            true));
  }

  @Test
  void noApiIsSaidWithWhatToGive() {
    assertThatThrownBy(() -> Library.options(new AgentOptions(), Map.of()))
        .hasMessageContainingAll("KUBERNETES_SERVICE_HOST is not set", "--kubernetes-url");
  }
}
