package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.agent.http.AdminServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests say what the code does. */
class ManifestsTest {

  private static final Path K8S = ManifestFiles.K8S;

  private final AgentOptions deployed = new AgentOptions(new JsonObject(
      object("configmap.yaml", "ConfigMap").getJsonObject("data").getString("redpoll.json")));
  private final JsonObject pod = object("daemonset.yaml", "DaemonSet")
      .getJsonObject("spec")
      .getJsonObject("template")
      .getJsonObject("spec");
  private final JsonObject container = pod.getJsonArray("containers").getJsonObject(0);

  @Test
  void kustomizationListsEveryManifestAndNoOther() throws IOException {
    List<String> listed = texts(load("kustomization.yaml").get(0).getJsonArray("resources"));

    try (Stream<Path> files = Files.list(K8S)) {
      assertThat(files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".yaml")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(listed.stream(), Stream.of("kustomization.yaml")).toList());
    }
  }

  @Test
  void op11_rightsAreReadingSlicesAndNothingElse() {
    JsonArray rules = object("clusterrole.yaml", "ClusterRole").getJsonArray("rules");
    JsonObject binding = object("clusterrole.yaml", "ClusterRoleBinding");

    assertThat(rules).hasSize(1);
    assertThat(texts(rules.getJsonObject(0).getJsonArray("apiGroups")))
        .containsExactly("discovery.k8s.io");
    assertThat(texts(rules.getJsonObject(0).getJsonArray("resources")))
        .containsExactly("endpointslices");
    assertThat(texts(rules.getJsonObject(0).getJsonArray("verbs")))
        .containsExactly("get", "list", "watch");
    assertThat(rules.getJsonObject(0).fieldNames()).hasSize(3);
    assertThat(binding.getJsonObject("roleRef").getString("name")).isEqualTo("redpoll-agent");
    assertThat(binding.getJsonArray("subjects").getJsonObject(0).getString("name"))
        .isEqualTo(pod.getString("serviceAccountName"))
        .isEqualTo(nameOf(object("serviceaccount.yaml", "ServiceAccount")));
  }

  @Test
  void configMapIsTheShippedFileWithTheClusterOn() throws IOException {
    JsonObject expected = new JsonObject(Files.readString(Path.of("..", "conf", "redpoll.json")));
    expected
        .getJsonObject("cluster")
        .put("enabled", true)
        .put("dns", deployed.get(Keys.CLUSTER_DNS));

    String shipped =
        object("configmap.yaml", "ConfigMap").getJsonObject("data").getString("redpoll.json");
    assertThat(new JsonObject(shipped).encodePrettily()).isEqualTo(expected.encodePrettily());
  }

  @Test
  void op04_headlessServiceNamesAllAgents() {
    JsonObject service = object("service.yaml", "Service");
    JsonObject spec = service.getJsonObject("spec");

    assertThat(deployed.get(Keys.CLUSTER_DNS))
        .isEqualTo(nameOf(service) + "." + namespaceOf(service) + ".svc");
    assertThat(spec.getString("clusterIP")).isEqualTo("None");
    assertThat(spec.getBoolean("publishNotReadyAddresses")).isTrue();
    assertThat(spec.getJsonObject("selector"))
        .isEqualTo(object("daemonset.yaml", "DaemonSet")
            .getJsonObject("spec")
            .getJsonObject("selector")
            .getJsonObject("matchLabels"));
  }

  @Test
  void portsAreThoseOfTheOptionsEverywhere() {
    List<Integer> ports = List.of(
        deployed.get(Keys.HTTP_PORT),
        deployed.get(Keys.CLUSTER_PORT),
        deployed.get(Keys.CLUSTER_EVENT_BUS_PORT));
    JsonArray ingress =
        object("networkpolicy.yaml", "NetworkPolicy").getJsonObject("spec").getJsonArray("ingress");

    assertThat(numbers(container.getJsonArray("ports"), "containerPort"))
        .containsExactlyInAnyOrderElementsOf(ports);
    assertThat(numbers(
            object("service.yaml", "Service").getJsonObject("spec").getJsonArray("ports"), "port"))
        .containsExactlyInAnyOrderElementsOf(ports);
    assertThat(
            objects(ingress).flatMap(rule -> numbers(rule.getJsonArray("ports"), "port").stream()))
        .containsExactlyInAnyOrderElementsOf(ports);
  }

  @Test
  void op10_probesAskThePathsThatAreServed() {
    assertThat(pathOf("startupProbe")).isEqualTo(AdminServer.STARTED);
    assertThat(pathOf("livenessProbe")).isEqualTo(AdminServer.LIVE);
    assertThat(pathOf("readinessProbe")).isEqualTo(AdminServer.READY);
  }

  @Test
  void environmentAndArgumentsAreUnderstood() {
    Map<String, String> environment = new HashMap<>();
    objects(container.getJsonArray("env"))
        .filter(variable -> !variable.getString("name").equals("REDPOLL_CONF"))
        .forEach(variable -> environment.put(
            variable.getString("name"),
            variable
                .getString("value", "")
                .replace("$(POD_IP)", "10.1.0.7")
                .replace("$(NODE_NAME)", "node-1")));
    OptionsSources sources = OptionsSources.read(
        Arguments.parse(texts(container.getJsonArray("args"))), environment, Path.of("target"));

    assertThat(sources.problems()).isEmpty();
    assertThat(sources.options().get(Keys.CLUSTER_PUBLIC_HOST)).isEqualTo("10.1.0.7");
    assertThat(sources.options().get(Keys.NODE)).isEqualTo("node-1");
  }

  @Test
  void configurationIsReadFromWhereItIsMounted() {
    String file = objects(container.getJsonArray("env"))
        .filter(variable -> variable.getString("name").equals("REDPOLL_CONF"))
        .findFirst()
        .orElseThrow()
        .getString("value");
    String mount = objects(container.getJsonArray("volumeMounts"))
        .filter(volume -> volume.getString("name").equals("conf"))
        .findFirst()
        .orElseThrow()
        .getString("mountPath");

    assertThat(file).isEqualTo(mount + "/redpoll.json");
  }

  @Test
  void op12_tokenExpiresAndIsMountedOnPurpose() {
    JsonObject token = objects(pod.getJsonArray("volumes"))
        .filter(volume -> volume.getString("name").equals("token"))
        .findFirst()
        .orElseThrow();

    assertThat(pod.getBoolean("automountServiceAccountToken")).isFalse();
    assertThat(token
            .getJsonObject("projected")
            .getJsonArray("sources")
            .getJsonObject(0)
            .getJsonObject("serviceAccountToken")
            .getInteger("expirationSeconds"))
        .isEqualTo(3600);
  }

  @Test
  void op13_podPassesTheRestrictedStandard() {
    JsonObject security = container.getJsonObject("securityContext");

    assertThat(pod.getJsonObject("securityContext").getBoolean("runAsNonRoot")).isTrue();
    assertThat(
            pod.getJsonObject("securityContext").getJsonObject("seccompProfile").getString("type"))
        .isEqualTo("RuntimeDefault");
    assertThat(security.getBoolean("allowPrivilegeEscalation")).isFalse();
    assertThat(security.getBoolean("readOnlyRootFilesystem")).isTrue();
    assertThat(texts(security.getJsonObject("capabilities").getJsonArray("drop")))
        .containsExactly("ALL");
    assertThat(pod.fieldNames()).doesNotContain("hostNetwork", "hostPID", "hostIPC");
    assertThat(objects(pod.getJsonArray("volumes")).flatMap(volume -> volume.fieldNames().stream()))
        .containsOnly("name", "configMap", "projected", "emptyDir");
  }

  @Test
  void exampleIsThreeIndependentPodsBehindAHeadlessService() {
    JsonObject set = object("examples/redis-statefulset.yaml", "StatefulSet");
    JsonObject spec = set.getJsonObject("spec");
    JsonObject template = spec.getJsonObject("template").getJsonObject("spec");
    JsonObject redis = template.getJsonArray("containers").getJsonObject(0);
    JsonObject service = object("examples/redis-statefulset.yaml", "Service");

    assertThat(nameOf(set)).isEqualTo("redis");
    assertThat(spec.getInteger("replicas")).isEqualTo(3);
    assertThat(spec.getString("serviceName"))
        .isEqualTo("redis-headless")
        .isEqualTo(nameOf(service));
    assertThat(redis.getString("image")).matches("redis:.+");
    assertThat(redis.getJsonArray("ports").getJsonObject(0))
        .isEqualTo(new JsonObject().put("name", "redis").put("containerPort", 6379));
    assertThat(redis.getJsonArray("volumeMounts").getJsonObject(0))
        .isEqualTo(new JsonObject().put("name", "data").put("mountPath", "/data"));
    assertThat(template.getJsonArray("volumes").getJsonObject(0))
        .isEqualTo(new JsonObject().put("name", "data").put("emptyDir", new JsonObject()));
    assertThat(service.getJsonObject("spec").getString("clusterIP")).isEqualTo("None");
  }

  @Test
  void exampleOfReplicasStatesItsTopology() {
    JsonObject set = object("examples/session-replicated.yaml", "StatefulSet");
    JsonObject service = object("examples/session-replicated.yaml", "Service");

    assertThat(set.getJsonObject("spec").getString("serviceName")).isEqualTo(nameOf(service));
    assertThat(service
            .getJsonObject("metadata")
            .getJsonObject("labels")
            .getString("redpoll.io/topology"))
        .isEqualTo("replicated");
    assertThat(set.encode()).contains("--replicaof session-0.session 6379");
  }

  private String pathOf(String probe) {
    return container.getJsonObject(probe).getJsonObject("httpGet").getString("path");
  }

  private static JsonObject object(String file, String kind) {
    return load(file).stream()
        .filter(object -> object.getString("kind").equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonObject> load(String file) {
    return ManifestFiles.read(K8S.resolve(file));
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }

  private static List<Integer> numbers(JsonArray array, String field) {
    return objects(array).map(object -> object.getInteger(field)).toList();
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }

  private static String nameOf(JsonObject object) {
    return object.getJsonObject("metadata").getString("name");
  }

  private static String namespaceOf(JsonObject object) {
    return object.getJsonObject("metadata").getString("namespace");
  }
}
