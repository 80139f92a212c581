package io.redpoll.testkit.kubernetes;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stateful set of Sentinels, and the headless Service that selects them.
 *
 * @param name the set's name and its Service's
 * @param replicas how many
 * @param monitored the name under which they know the primary
 * @param quorum how many must agree that it is down
 * @param downAfter how long it must be silent to be down
 * @param password what they want to hear before they answer, empty for nothing
 * @param config further lines of their configuration: {@code "sentinel auth-pass mymaster secret"}
 * @param serviceLabels the Service's labels
 */
public record SentinelSpec(
    String name,
    int replicas,
    String monitored,
    int quorum,
    Duration downAfter,
    String password,
    List<String> config,
    Map<String, String> serviceLabels) {

  public SentinelSpec {
    requireNonNull(name, "name is null");
    requireNonNull(monitored, "monitored is null");
    requireNonNull(downAfter, "downAfter is null");
    requireNonNull(password, "password is null");
    config = List.copyOf(config);
    serviceLabels = Map.copyOf(serviceLabels);
    StatefulSetSpec.checkReplicas(replicas);
  }

  /** Three that know the primary as {@code mymaster}, two of which must agree that it has been silent for half a second. */
  public static SentinelSpec of(String name) {
    return new SentinelSpec(
        name, 3, "mymaster", 2, Duration.ofMillis(500), "", List.of(), Map.of());
  }

  public SentinelSpec withDownAfter(Duration newDownAfter) {
    return new SentinelSpec(
        name, replicas, monitored, quorum, newDownAfter, password, config, serviceLabels);
  }

  public SentinelSpec withPassword(String newPassword) {
    return new SentinelSpec(
        name, replicas, monitored, quorum, downAfter, newPassword, config, serviceLabels);
  }

  public SentinelSpec withConfig(List<String> newConfig) {
    return new SentinelSpec(
        name, replicas, monitored, quorum, downAfter, password, newConfig, serviceLabels);
  }

  public SentinelSpec withServiceLabels(Map<String, String> newLabels) {
    return new SentinelSpec(
        name, replicas, monitored, quorum, downAfter, password, config, newLabels);
  }

  StatefulSetSpec statefulSet(String namespace) {
    return StatefulSetSpec.independent(namespace, name, name, replicas)
        .withPortName("sentinel")
        .withServiceLabels(serviceLabels);
  }

  /** The configuration of one that has just learned where the primary is. */
  List<String> lines(String host, int port) {
    List<String> lines = new ArrayList<>();
    // Before the first name: this decides how names are read.
    config.stream().filter(SentinelSpec::global).forEach(lines::add);
    lines.add("sentinel monitor " + monitored + " " + host + " " + port + " " + quorum);
    lines.add("sentinel down-after-milliseconds " + monitored + " " + downAfter.toMillis());
    lines.add("sentinel failover-timeout " + monitored + " 10000");
    if (!password.isEmpty()) {
      lines.add("requirepass " + password);
      lines.add("sentinel sentinel-pass " + password);
    }
    config.stream().filter(line -> !global(line)).forEach(lines::add);
    return lines;
  }

  private static boolean global(String line) {
    return line.contains("-hostnames ");
  }

  /** Without the password and the lines, which may hold others. */
  @Override
  public String toString() {
    return "SentinelSpec[" + name + ", replicas=" + replicas + ", monitored=" + monitored
        + ", quorum=" + quorum + ", downAfter=" + downAfter + "]";
  }
}
