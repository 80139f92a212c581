package io.redpoll.kubernetes;

import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the labels of a Service say, read from one of its slices.
 *
 * @param discover whether its owner said that it is Redis, that it is not, or nothing
 * @param port the name or number of the port that its owner named, empty if none
 * @param tlsStated whether the label on TLS was given
 * @param product whether its labels are those of a known Redis chart or operator
 * @param settings what else they say
 * @param problems labels that were ignored, and why
 */
record ServiceLabels(
    Discover discover,
    String port,
    boolean tlsStated,
    boolean product,
    ServiceSettings settings,
    List<String> problems) {

  /** What the label {@code redpoll.io/discover} says. */
  enum Discover {
    UNSTATED,
    YES,
    NO
  }

  private static final String PREFIX = "redpoll.io/";
  private static final String KNOWN = "discover, topology, mode, port, tls, credentials";
  private static final Set<String> PRODUCTS = Set.of(
      "redis", "redis-cluster", "redis-ha", "redis-enterprise", "valkey", "keydb", "dragonfly");
  private static final Set<String> PRODUCT_KEYS =
      Set.of("redis_setup_type", "redis.io/cluster", "valkey.io/cluster");

  /** What Kubernetes takes for the value of a label. */
  private static final Pattern VALUE =
      Pattern.compile("[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?");

  private static final int MAX_PROBLEMS = 20;

  ServiceLabels {
    problems = List.copyOf(problems);
  }

  /** Reads the labels of a slice, which are those of its Service and a few more. */
  static ServiceLabels of(Map<String, String> labels) {
    return new Reader(labels).read();
  }

  /** The same, where somebody said of the pods that they are Redis. */
  ServiceLabels stated() {
    return discover == Discover.UNSTATED
        ? new ServiceLabels(Discover.YES, port, tlsStated, product, settings, problems)
        : this;
  }

  /** The same, with one problem more. */
  ServiceLabels withProblem(String problem) {
    List<String> all = new ArrayList<>(problems);
    all.add(problem);
    return new ServiceLabels(discover, port, tlsStated, product, settings, all);
  }

  private static boolean isProduct(Map<String, String> labels) {
    return PRODUCTS.contains(labels.getOrDefault("app.kubernetes.io/name", ""))
        || PRODUCTS.contains(labels.getOrDefault("app", ""))
        || PRODUCT_KEYS.stream().anyMatch(labels::containsKey);
  }

  /** One pass over the labels in order of their names, so that problems have one order. */
  private static final class Reader {
    private final Map<String, String> labels;
    private final List<String> problems = new ArrayList<>();
    private Discover discover = Discover.UNSTATED;
    private Topology topology = ServiceSettings.DEFAULT.topology();
    private Mode mode = ServiceSettings.DEFAULT.mode();
    private boolean tls = ServiceSettings.DEFAULT.tls();
    private String port = "";
    private String credentials = ServiceSettings.DEFAULT.credentials();

    Reader(Map<String, String> labels) {
      this.labels = labels;
    }

    ServiceLabels read() {
      Map<String, String> own = new TreeMap<>(labels);
      own.keySet().removeIf(name -> !name.startsWith(PREFIX));
      own.forEach(this::one);
      ServiceSettings settings = new ServiceSettings(topology, mode, tls, credentials);
      boolean tlsStated = tls || "false".equals(own.get(PREFIX + "tls"));
      return new ServiceLabels(discover, port, tlsStated, isProduct(labels), settings, problems);
    }

    private void one(String label, String value) {
      switch (label.substring(PREFIX.length())) {
        case "discover" -> discover = flag(label, value) ? Discover.YES : discoverOf(value);
        case "topology" -> topology = topologyOf(label, value);
        case "mode" -> mode = modeOf(label, value);
        case "tls" -> tls = flag(label, value);
        case "port" -> port = filled(label, value, "the name of a port");
        case "credentials" ->
          credentials = filled(label, value, "the name of an entry in the agent's configuration");
        default ->
          problem("label " + Printable.of(label) + " is unknown (expected: " + PREFIX
              + "... with one of " + KNOWN + ")");
      }
    }

    private static Discover discoverOf(String value) {
      return value.equals("false") ? Discover.NO : Discover.UNSTATED;
    }

    private boolean flag(String label, String value) {
      if (!value.equals("true") && !value.equals("false")) {
        wrong(label, value, "true or false");
      }
      return value.equals("true");
    }

    private Topology topologyOf(String label, String value) {
      for (Topology candidate : Topology.values()) {
        if (candidate != Topology.UNKNOWN && candidate.label().equals(value)) {
          return candidate;
        }
      }
      wrong(label, value, "standalone, replicated, sharded, cluster or proxied");
      return Topology.UNKNOWN;
    }

    private Mode modeOf(String label, String value) {
      return Arrays.stream(Mode.values())
          .filter(candidate -> candidate.label().equals(value))
          .findFirst()
          .orElseGet(() -> {
            wrong(label, value, "store or cache");
            return Mode.STORE;
          });
    }

    private String filled(String label, String value, String expected) {
      if (value.isBlank()) {
        wrong(label, "empty", expected);
      } else if (!VALUE.matcher(value).matches()) {
        wrong(label, value, expected);
        return "";
      }
      return value.strip();
    }

    private void wrong(String label, String value, String expected) {
      problem(
          "label " + label + ": " + Printable.of(value) + " (expected: " + expected + "); ignored");
    }

    /** Hostile labels must not fill the memory with complaints. */
    private void problem(String text) {
      if (problems.size() < MAX_PROBLEMS) {
        problems.add(text);
      }
    }
  }
}
