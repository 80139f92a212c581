package io.redpoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What is measured is what is shipped. */
class AgentImageTest {

  @Test
  void flagsAreThoseOfTheDaemonSet() throws IOException {
    Map<?, ?> pod = at(daemonSet(), "spec", "template", "spec");
    Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).get(0);
    Map<?, ?> options = ((List<?>) container.get("env"))
        .stream()
            .map(variable -> (Map<?, ?>) variable)
            .filter(variable -> "JAVA_TOOL_OPTIONS".equals(variable.get("name")))
            .findFirst()
            .orElseThrow();

    assertThat(String.join(" ", AgentProcess.FLAGS)).isEqualTo(options.get("value"));
    assertThat(AgentProcess.MEMORY + "i")
        .isEqualToIgnoringCase(
            "-XX:MaxRAM=" + at(container, "resources", "limits").get("memory"));
  }

  @Test
  void theArchiveIsMadeAsInTheContainerfile() throws IOException {
    String containerfile =
        Files.readString(Path.of("..", "Containerfile")).replace("\\\n", " ").replaceAll(" +", " ");

    assertThat(containerfile)
        .contains("timeout --signal=TERM " + AgentImage.TRAINING_SECONDS
            + " java -XX:+UseSerialGC -XX:ArchiveClassesAtExit=/app/redpoll.jsa")
        .contains(" " + String.join(" ", AgentImage.TRAINING) + " ");
  }

  private static Map<?, ?> daemonSet() throws IOException {
    return new Yaml().load(Files.readString(Path.of("..", "k8s", "daemonset.yaml")));
  }

  private static Map<?, ?> at(Map<?, ?> object, String... path) {
    Map<?, ?> next = object;
    for (String key : path) {
      next = (Map<?, ?>) next.get(key);
    }
    return next;
  }
}
