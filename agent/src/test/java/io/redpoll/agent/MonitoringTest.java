package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard ask for what the agents have. That the README's table is right is tested elsewhere. */
class MonitoringTest {

  private static final Path MONITORING = ManifestFiles.K8S.resolve("components/monitoring");
  private static final Pattern METRIC = Pattern.compile("\\b(redpoll|jvm)_[a-z_]+\\b");

  @Test
  void op20_alertsAndDashboardAskForMetricsOfTheReadme() throws IOException {
    List<String> known =
        found(Files.readString(Path.of("..", "README.md"))).distinct().toList();

    for (String file : List.of("prometheusrule.yaml", "dashboard.yaml")) {
      assertThat(found(expressions(file)).map(name -> name.replaceFirst("_bucket$", "")))
          .as(file)
          .isNotEmpty()
          .allSatisfy(name -> assertThat(known).contains(name));
    }
  }

  @Test
  void op20_everyAlertHasAPlaceInTheRunbook() throws IOException {
    String runbook = Files.readString(ManifestFiles.K8S.resolve("README.md"));

    assertThat(rules()).hasSize(8).allSatisfy(rule -> {
      String name = rule.getString("alert");
      assertThat(runbook).contains("### " + name + "\n");
      assertThat(rule.getJsonObject("annotations").getString("runbook"))
          .isEqualTo("k8s/README.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(rule.getJsonObject("annotations").getString("summary")).isNotBlank();
      assertThat(rule.getJsonObject("labels").getString("severity")).isIn("warning", "critical");
    });
  }

  @Test
  void podMonitorFindsTheAgentsAndTheirPort() {
    JsonObject monitor =
        ManifestFiles.read(MONITORING.resolve("podmonitor.yaml")).get(0);
    JsonObject set =
        ManifestFiles.read(ManifestFiles.K8S.resolve("daemonset.yaml")).get(0);

    assertThat(at(monitor, "/spec/selector")).isEqualTo(at(set, "/spec/selector"));
    assertThat(at(monitor, "/spec/podMetricsEndpoints/0/port"))
        .isEqualTo(at(set, "/spec/template/spec/containers/0/ports/0/name"));
    assertThat(at(monitor, "/spec/podMetricsEndpoints/0/path")).isEqualTo("/metrics");
  }

  @Test
  void monitorAndRulesAreOfTheTypesOfThePrometheusOperator() {
    for (String file : List.of("podmonitor.yaml", "prometheusrule.yaml")) {
      JsonObject object = ManifestFiles.read(MONITORING.resolve(file)).get(0);
      assertThat(KubernetesTypes.objection(object)).as(file).isEmpty();
    }
    assertThat(rules()).allSatisfy(rule -> assertThat(rule.getString("expr")).isNotBlank());
  }

  @Test
  void objectionIsRaisedToWhatTheOperatorDoesNotKnow() {
    JsonObject monitor =
        ManifestFiles.read(MONITORING.resolve("podmonitor.yaml")).get(0);
    JsonObject misspelt = monitor.copy();
    misspelt.getJsonObject("spec").put("podMetricsEndpoint", new JsonArray());
    JsonObject mistyped = monitor.copy();
    mistyped.getJsonObject("spec").put("podMetricsEndpoints", "http");

    assertThat(KubernetesTypes.objection(misspelt)).isPresent();
    assertThat(KubernetesTypes.objection(mistyped)).isPresent();
  }

  @Test
  void dashboardIsJson() {
    assertThat(new JsonObject(dashboard()).getJsonArray("panels")).hasSize(13);
  }

  private static String expressions(String file) {
    if (file.equals("dashboard.yaml")) {
      return dashboard();
    }
    return String.join(
        "\n", rules().stream().map(rule -> rule.getString("expr")).toList());
  }

  private static String dashboard() {
    return ManifestFiles.read(MONITORING.resolve("dashboard.yaml"))
        .get(0)
        .getJsonObject("data")
        .getString("redpoll.json");
  }

  private static List<JsonObject> rules() {
    JsonObject file =
        ManifestFiles.read(MONITORING.resolve("prometheusrule.yaml")).get(0);
    return ((JsonArray) at(file, "/spec/groups/0/rules"))
        .stream().map(JsonObject.class::cast).toList();
  }

  private static Stream<String> found(String text) {
    return METRIC.matcher(text).results().map(MatchResult::group);
  }

  private static Object at(JsonObject object, String path) {
    return JsonPointer.from(path).queryJson(object);
  }
}
