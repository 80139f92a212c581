package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ServiceLabels.Discover;
import io.redpoll.kubernetes.Slice.RedisPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which ports of a slice are Redis: by what the Service's labels say, else by each port's name, {@code appProtocol} or
 * number.
 *
 * @param ports those that are, each number once, in order of their numbers
 * @param problem why a label about ports was ignored, empty if none was
 */
record PortSelection(List<RedisPort> ports, String problem) {

  /**
   * A port as a slice names it.
   *
   * @param name its name, may be empty
   * @param appProtocol its application protocol, may be empty
   * @param number 1 to 65535
   */
  record SlicePort(String name, String appProtocol, int number) {
    @Override
    public String toString() {
      return name.isEmpty() ? Integer.toString(number) : Printable.of(name);
    }
  }

  private static final int REDIS = 6379;
  private static final int SENTINEL = 26379;

  private static final Set<String> REDIS_WORDS =
      Set.of("redis", "rediss", "valkey", "keydb", "dragonfly");
  private static final Set<String> TLS_WORDS = Set.of("tls", "ssl", "rediss");
  /** Names that charts give to Redis, and others to anything: they count where the labels say that it is Redis. */
  private static final Set<String> VAGUE_WORDS = Set.of("tcp", "tls", "ssl", "server", "client");
  /** What runs beside Redis in the same pods. */
  private static final Set<String> OTHER_WORDS = Set.of(
      "http",
      "https",
      "web",
      "ui",
      "metrics",
      "metric",
      "exporter",
      "prometheus",
      "bus",
      "admin",
      "gossip",
      "haproxy",
      "health",
      "healthz",
      "webhook",
      "commander",
      "insight");
  /** Exporter, cluster bus, admin port of Dragonfly. */
  private static final Set<Integer> OTHER_NUMBERS = Set.of(9121, 16379, 9999);

  PortSelection {
    ports = List.copyOf(ports);
  }

  static PortSelection of(List<SlicePort> ports, ServiceLabels labels) {
    List<SlicePort> automatic =
        matching(ports, port -> isData(port, labels.product()) || isSentinel(port));
    if (!labels.port().isEmpty() && !ports.isEmpty()) {
      return named(ports, automatic, labels.port());
    }
    if (automatic.isEmpty() && labels.discover() == Discover.YES) {
      return stated(ports);
    }
    return new PortSelection(redis(automatic), "");
  }

  /** The owner named the data port; Sentinels beside it are still found by themselves. */
  private static PortSelection named(
      List<SlicePort> ports, List<SlicePort> automatic, String label) {
    Optional<SlicePort> named = ports.stream()
        .filter(
            port -> port.name().equals(label) || Integer.toString(port.number()).equals(label))
        .findFirst();
    if (named.isEmpty()) {
      String problem = "label redpoll.io/port: " + Printable.of(label) + " (expected: one of "
          + list(ports) + "); ignored";
      return new PortSelection(redis(automatic), problem);
    }
    List<SlicePort> chosen =
        matching(automatic, port -> isSentinel(port) && !port.equals(named.get()));
    chosen.add(named.get());
    return new PortSelection(redis(chosen), "");
  }

  /** The owner said that it is Redis, and no port looks like it. */
  private static PortSelection stated(List<SlicePort> ports) {
    List<SlicePort> candidates = matching(ports, port -> !isOther(port));
    if (ports.isEmpty()) {
      candidates = List.of(new SlicePort("", "", REDIS));
    }
    if (candidates.size() == 1) {
      return new PortSelection(redis(candidates), "");
    }
    return new PortSelection(
        List.of(),
        "label redpoll.io/discover: true, but which port is Redis (expected: label redpoll.io/port with one of "
            + list(ports) + "); ignored");
  }

  private static List<SlicePort> matching(List<SlicePort> ports, Predicate<SlicePort> rule) {
    return ports.stream().filter(rule).collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<RedisPort> redis(List<SlicePort> ports) {
    return ports.stream()
        .map(port -> new RedisPort(port.number(), isSentinel(port), saysTls(port)))
        .sorted((one, other) -> Integer.compare(one.number(), other.number()))
        .distinct()
        .toList();
  }

  private static String list(List<SlicePort> ports) {
    return ports.stream().map(SlicePort::toString).collect(Collectors.joining(", "));
  }

  private static boolean isData(SlicePort port, boolean product) {
    List<String> words = words(port.name());
    if (isOther(port) || words.contains("sentinel")) {
      return false;
    }
    return words.stream().anyMatch(REDIS_WORDS::contains)
        || REDIS_WORDS.contains(protocol(port))
        || port.number() == REDIS
        || (product && !port.name().isEmpty() && VAGUE_WORDS.containsAll(words));
  }

  private static boolean isSentinel(SlicePort port) {
    List<String> words = words(port.name());
    boolean named = words.contains("sentinel");
    boolean numbered = port.number() == SENTINEL && words.stream().noneMatch(REDIS_WORDS::contains);
    return !isOther(port) && (named || numbered);
  }

  private static boolean isOther(SlicePort port) {
    return OTHER_NUMBERS.contains(port.number())
        || OTHER_WORDS.contains(protocol(port))
        || words(port.name()).stream().anyMatch(OTHER_WORDS::contains);
  }

  private static boolean saysTls(SlicePort port) {
    return TLS_WORDS.contains(protocol(port))
        || words(port.name()).stream().anyMatch(TLS_WORDS::contains);
  }

  /** The last part of {@code kubernetes.io/h2c} and the like. */
  private static String protocol(SlicePort port) {
    String text = port.appProtocol().toLowerCase(Locale.ROOT);
    return text.substring(text.lastIndexOf('/') + 1);
  }

  private static List<String> words(String name) {
    return List.of(name.toLowerCase(Locale.ROOT).split("[-_.]"));
  }
}
