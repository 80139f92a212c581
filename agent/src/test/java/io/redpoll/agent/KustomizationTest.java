package io.redpoll.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redpoll.testkit.redis.Programs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kubectl apply -k} would send. */
class KustomizationTest {

  @TempDir
  Path overlay;

  @Test
  void everyManifestIsAmongTheKubernetesTypes() {
    List<JsonObject> objects = new ArrayList<>();
    ManifestFiles.below(ManifestFiles.K8S)
        .forEach(file -> objects.addAll(ManifestFiles.read(file)));

    assertThat(objects)
        .filteredOn(object -> !object.getString("apiVersion").startsWith("monitoring.coreos.com/"))
        .hasSizeGreaterThan(20)
        .allSatisfy(object ->
            assertThat(KubernetesTypes.objection(object)).as(object.encode()).isEmpty());
  }

  @Test
  void theCheckSeesAnUnknownFieldAndAWrongType() {
    JsonObject service =
        ManifestFiles.read(ManifestFiles.K8S.resolve("service.yaml")).get(0);
    JsonObject misspelt = service.copy();
    misspelt.getJsonObject("spec").put("publishNotReadyAdresses", true);
    JsonObject mistyped = service.copy();
    mistyped.getJsonObject("spec").getJsonArray("ports").getJsonObject(0).put("port", "hazelcast");

    assertThat(KubernetesTypes.objection(misspelt))
        .hasValueSatisfying(
            objection -> assertThat(objection).contains("publishNotReadyAdresses", "not defined"));
    assertThat(KubernetesTypes.objection(mistyped)).isPresent();
    assertThat(KubernetesTypes.objection(service.copy().put("kind", "Servise"))).isPresent();
  }

  @Test
  void kubectlRendersTheSame() throws Exception {
    Path plain = ManifestFiles.K8S;

    assertThat(kubectl(plain)).containsExactlyInAnyOrderElementsOf(Kustomization.render(plain));
  }

  @Test
  void kubectlRendersTheComponentsTheSame() throws Exception {
    write(components());

    assertThat(kubectl(overlay)).containsExactlyInAnyOrderElementsOf(Kustomization.render(overlay));
  }

  @Test
  void op11_podsAreReadOnlyWithTheComponentThatSaysSo() throws Exception {
    write(List.of("pod-selector"));

    assertThat(rules(Kustomization.render(ManifestFiles.K8S)).encode()).doesNotContain("pods");
    assertThat(rules(Kustomization.render(overlay)).getJsonObject(1))
        .isEqualTo(new JsonObject()
            .put("apiGroups", new JsonArray().add(""))
            .put("resources", new JsonArray().add("pods"))
            .put("verbs", new JsonArray().add("get").add("list").add("watch")));
  }

  private static JsonArray rules(List<JsonObject> objects) {
    JsonObject role = objects.stream()
        .filter(object -> object.getString("kind").equals("ClusterRole"))
        .findFirst()
        .orElseThrow();
    return (JsonArray) JsonPointer.from("/rules").queryJson(role);
  }

  private static List<String> components() throws IOException {
    try (Stream<Path> folders = Files.list(ManifestFiles.K8S.resolve("components"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private void write(List<String> components) throws IOException {
    Path k8s = overlay.toRealPath().relativize(ManifestFiles.K8S.toRealPath());
    StringBuilder file = new StringBuilder("resources: [" + k8s + "]\ncomponents:\n");
    components.forEach(name -> file.append("  - " + k8s + "/components/" + name + "\n"));
    Files.writeString(overlay.resolve("kustomization.yaml"), file);
  }

  /** What the real one makes of it, where there is one. */
  private static List<JsonObject> kubectl(Path folder) throws Exception {
    Optional<Path> kubectl = Programs.onPath("kubectl");
    assumeTrue(kubectl.isPresent(), "no kubectl on the path");
    Process process = new ProcessBuilder(
            kubectl.orElseThrow().toString(), "kustomize", folder.toRealPath().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return ManifestFiles.parse(output);
  }
}
