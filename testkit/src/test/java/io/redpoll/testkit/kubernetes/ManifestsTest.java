package io.redpoll.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestsTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final PodIdentity IDENTITY =
      new PodIdentity(0, "redis-0", "uid-0", new Node("node-1", "zone-a"));

  private final Manifests manifests =
      new Manifests(StatefulSetSpec.independent("shop", "redis", "redis-headless", 1)
          .withServiceLabels(Map.of("redpoll.io/mode", "cache")));

  @Test
  void aPodThatHasNoProcessYetIsPendingAndInNoSlice() {
    PodState pending = PodState.pending(IDENTITY);
    JsonObject pod = manifests.pod(pending, NOW);
    assertThat(pod.getJsonObject("status").getString("phase")).isEqualTo("Pending");
    assertThat(pod.getJsonObject("status").containsKey("podIP")).isFalse();
    assertThat(pod.getJsonObject("metadata").getString("uid")).isEqualTo("uid-0");
    assertThat(pod.getJsonObject("spec").getString("nodeName")).isEqualTo("node-1");
    assertThat(manifests.slices(List.of(pending))).hasSize(1).allSatisfy(slice -> {
      assertThat(slice.getJsonArray("endpoints")).isEmpty();
      assertThat(slice.getValue("ports")).isNull();
    });
  }

  @Test
  void aSliceCarriesTheLabelsOfItsServiceAndThoseOfTheController() {
    JsonObject metadata = manifests.slices(List.of()).get(0).getJsonObject("metadata");
    assertThat(metadata.getString("namespace")).isEqualTo("shop");
    assertThat(metadata.getString("name")).startsWith("redis-headless-");
    assertThat(metadata.getJsonObject("labels"))
        .isEqualTo(new JsonObject()
            .put("redpoll.io/mode", "cache")
            .put("kubernetes.io/service-name", "redis-headless")
            .put("service.kubernetes.io/headless", "")
            .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"));
  }

  @Test
  void theSameServiceAlwaysHasTheSameSliceNames() {
    assertThat(manifests.slices(List.of())).isEqualTo(manifests.slices(List.of()));
    assertThat(manifests.slices(List.of()).get(0).getValue("endpoints")).isEqualTo(new JsonArray());
  }
}
