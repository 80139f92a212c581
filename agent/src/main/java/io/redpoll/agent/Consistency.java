package io.redpoll.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Options that are right by themselves, but do not go together. */
final class Consistency {

  private Consistency() {}

  static List<Problem> check(AgentOptions options) {
    List<Problem> problems = new ArrayList<>();
    Duration timeout = options.get(Keys.PROBE_TIMEOUT);
    if (timeout.compareTo(options.get(Keys.PROBE_INTERVAL)) > 0) {
      problems.add(new Problem("probe.timeout: " + timeout.toMillis()
          + "ms (expected: not longer than probe.interval, "
          + options.get(Keys.PROBE_INTERVAL).toMillis() + "ms)"));
    }
    int namespaces = options.get(Keys.KUBERNETES_NAMESPACES).size();
    if (options.get(Keys.KUBERNETES_IMPORT_SERVICES) && namespaces != 1) {
      problems.add(
          new Problem(
              "kubernetes.importServices: true with " + namespaces
                  + " namespaces (expected: exactly one in kubernetes.namespaces, the stock importer knows no more)"));
    }
    if (options.get(Keys.CLUSTER_ENABLED)) {
      checkCluster(options, problems);
    }
    return problems;
  }

  private static void checkCluster(AgentOptions options, List<Problem> problems) {
    boolean dns = !options.get(Keys.CLUSTER_DNS).isEmpty();
    boolean members = !options.get(Keys.CLUSTER_MEMBERS).isEmpty();
    if (dns == members) {
      problems.add(new Problem("cluster.enabled: true with "
          + (dns ? "both" : "neither of") + " cluster.dns and cluster.members"
          + " (expected: one of them, to know the other agents by)"));
    }
    if (options.get(Keys.CLUSTER_PORT).equals(options.get(Keys.CLUSTER_EVENT_BUS_PORT))) {
      problems.add(new Problem("cluster.eventBusPort: " + options.get(Keys.CLUSTER_EVENT_BUS_PORT)
          + " (expected: another port than cluster.port)"));
    }
  }
}
