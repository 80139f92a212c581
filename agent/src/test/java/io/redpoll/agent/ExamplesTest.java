package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples hold together: each within itself, and with what the agents may reach. */
class ExamplesTest {

  private static final Path EXAMPLES = ManifestFiles.K8S.resolve("examples");

  static List<Path> examples() {
    return ManifestFiles.below(EXAMPLES);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyServiceSelectsPodsThatHaveItsPort(Path example) {
    List<JsonObject> objects = ManifestFiles.read(example);
    List<JsonObject> sets = of("StatefulSet", objects);

    assertThat(of("Service", objects)).isNotEmpty().allSatisfy(service -> {
      JsonObject spec = service.getJsonObject("spec");
      assertThat(sets)
          .filteredOn(set ->
              at(set, "/spec/template/metadata/labels").equals(spec.getJsonObject("selector")))
          .singleElement()
          .satisfies(set -> assertThat(portNames(set))
              .containsAll(all(spec.getJsonArray("ports"))
                  .map(port -> port.getString("targetPort"))
                  .toList()));
    });
    assertThat(sets).allSatisfy(set -> {
      assertThat(at(set, "/spec/selector/matchLabels"))
          .isEqualTo(at(set, "/spec/template/metadata/labels"));
      assertThat(of("Service", objects).stream().map(ExamplesTest::name))
          .contains(set.getJsonObject("spec").getString("serviceName"));
    });
  }

  @ParameterizedTest
  @MethodSource("examples")
  void op17_agentsMayReachEveryPort(Path example) {
    JsonArray egress = (JsonArray) JsonPointer.from("/spec/egress")
        .queryJson(
            ManifestFiles.read(ManifestFiles.K8S.resolve("networkpolicy.yaml")).get(0));
    Set<Integer> open = new HashSet<>();
    all(egress)
        .forEach(rule ->
            all(rule.getJsonArray("ports")).forEach(port -> open.add(port.getInteger("port"))));

    assertThat(of("Service", ManifestFiles.read(example)))
        .allSatisfy(service -> assertThat(all(service.getJsonObject("spec").getJsonArray("ports"))
                .map(port -> port.getInteger("port")))
            .isSubsetOf(open));
  }

  @Test
  void envoyListensWhereItsServiceSaysAndKnowsEachPodByName() {
    List<JsonObject> objects = ManifestFiles.read(EXAMPLES.resolve("redis-envoy.yaml"));
    JsonObject set = of("StatefulSet", objects).get(0);
    JsonObject envoy = envoyConfiguration(objects);
    JsonObject listener = first(envoy, "/static_resources/listeners");
    JsonObject cluster = first(envoy, "/static_resources/clusters");
    JsonArray hosts = first(cluster, "/load_assignment/endpoints").getJsonArray("lb_endpoints");

    assertThat(at(listener, "/address/socket_address/port_value")).isEqualTo(6000);
    assertThat(all((JsonArray) at(set, "/spec/template/spec/containers"))
            .filter(container -> container.getString("name").equals("envoy"))
            .map(container -> container.getJsonArray("ports").getJsonObject(0)))
        .containsExactly(new JsonObject().put("name", "envoy").put("containerPort", 6000));
    assertThat(all(hosts).map(host -> at(host, "/endpoint/address/socket_address/address")))
        .containsExactlyElementsOf(
            IntStream.range(0, set.getJsonObject("spec").getInteger("replicas"))
                .<Object>mapToObj(i ->
                    name(set) + "-" + i + "." + set.getJsonObject("spec").getString("serviceName"))
                .toList());
    assertThat(
            at(cluster, "/common_lb_config/consistent_hashing_lb_config/use_hostname_for_hashing"))
        .isEqualTo(true);
  }

  @Test
  void envoyLetsOneOfThreeGoAndSendsNothingToTheDead() {
    JsonObject cluster = first(envoyConfiguration(), "/static_resources/clusters");

    assertThat((int) at(cluster, "/outlier_detection/max_ejection_percent")).isGreaterThan(33);
    assertThat(at(cluster, "/common_lb_config/healthy_panic_threshold/value")).isEqualTo(0);
    assertThat(first(cluster, "/health_checks").getString("no_traffic_interval"))
        .isEqualTo("1s");
  }

  @Test
  void redisBehindEnvoyIsFoundOnceAndAsAProxy() {
    List<JsonObject> services =
        of("Service", ManifestFiles.read(EXAMPLES.resolve("redis-envoy.yaml")));

    assertThat(services)
        .extracting(ExamplesTest::name, service -> label(service, "redpoll.io/topology"))
        .contains(tuple("redis-envoy", "proxied"));
    assertThat(services)
        .extracting(ExamplesTest::name, service -> label(service, "redpoll.io/discover"))
        .contains(tuple("redis-envoy-pods", "false"));
  }

  @Test
  void scriptsOfTheSentinelExampleAreShell() throws Exception {
    JsonObject scripts = of(
            "ConfigMap", ManifestFiles.read(EXAMPLES.resolve("orders-sentinel.yaml")))
        .get(0)
        .getJsonObject("data");

    assertThat(scripts.fieldNames())
        .containsExactlyInAnyOrder("primary.sh", "redis.sh", "sentinel.sh");
    for (String name : scripts.fieldNames()) {
      Process shell = new ProcessBuilder("sh", "-n", "-c", scripts.getString(name))
          .inheritIO()
          .start();
      assertThat(shell.waitFor(60, SECONDS)).isTrue();
      assertThat(shell.exitValue()).as(name).isZero();
    }
  }

  /** The configuration of Envoy in the example with it. */
  static JsonObject envoyConfiguration() {
    return envoyConfiguration(ManifestFiles.read(EXAMPLES.resolve("redis-envoy.yaml")));
  }

  private static JsonObject envoyConfiguration(List<JsonObject> objects) {
    String text = of("ConfigMap", objects).get(0).getJsonObject("data").getString("envoy.yaml");
    return ManifestFiles.parse(text).get(0);
  }

  private static List<String> portNames(JsonObject set) {
    return all((JsonArray) at(set, "/spec/template/spec/containers"))
        .flatMap(container -> all(container.getJsonArray("ports")))
        .map(port -> port.getString("name"))
        .toList();
  }

  private static List<JsonObject> of(String kind, List<JsonObject> objects) {
    return objects.stream()
        .filter(object -> object.getString("kind").equals(kind))
        .toList();
  }

  private static String name(JsonObject object) {
    return object.getJsonObject("metadata").getString("name");
  }

  private static String label(JsonObject object, String name) {
    return object.getJsonObject("metadata").getJsonObject("labels").getString(name);
  }

  private static Object at(JsonObject object, String path) {
    Object found = JsonPointer.from(path).queryJson(object);
    assertThat(found).as(path).isNotNull();
    return found;
  }

  private static JsonObject first(JsonObject object, String path) {
    return ((JsonArray) at(object, path)).getJsonObject(0);
  }

  private static Stream<JsonObject> all(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }
}
