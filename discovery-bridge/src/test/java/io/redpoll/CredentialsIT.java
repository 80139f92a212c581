package io.redpoll;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EventType;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.testkit.RedpollTest;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password that changes while the agent runs, first in Redis, then in the mounted Secret. */
@RedpollTest
class CredentialsIT {

  @Test
  void rd09_aPasswordThatChangesIsReadAgainUntilItFits(
      KubernetesCluster cluster, Vertx vertx, @TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "first");
    EventQueue events = EventQueue.of(vertx);
    cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1)
        .withServiceLabels(Map.of("redpoll.io/credentials", "entry"))
        .withRedisArgs(List.of("--requirepass", "first")));
    deploy(vertx, cluster, Map.of("entry", new CredentialFile("", file)));
    events.await(EventType.ENDPOINT_UP, "one-0");
    RedisPod pod = cluster.pod("one-0");
    assertThat(pod.commandAs("first", "CONFIG", "SET", "requirepass", "second")).isEqualTo("OK");
    // A connection that has logged in stays so.
    assertThat(pod.commandAs("second", "CLIENT", "KILL", "TYPE", "normal")).isNotEqualTo("0");
    assertThat(events.await(EventType.ENDPOINT_DEGRADED, "one-0").to()).isEqualTo("AUTH_REQUIRED");
    Files.writeString(file, "second");
    assertThat(events.await(EventType.ENDPOINT_UP, "one-0").from()).isEqualTo("AUTH_REQUIRED");
  }

  private static void deploy(
      Vertx vertx, KubernetesCluster cluster, Map<String, CredentialFile> credentials)
      throws Exception {
    KubernetesOptions kubernetes = KubernetesOptions.of(URI.create(cluster.api().uri()));
    DiscoveryOptions options = DiscoveryOptions.of(kubernetes).withCredentials(credentials);
    vertx.deployVerticle(new DiscoveryVerticle(options)).await(30, SECONDS);
  }
}
