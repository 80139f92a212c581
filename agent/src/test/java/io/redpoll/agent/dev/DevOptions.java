package io.redpoll.agent.dev;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What {@code -Ddev.args} says.
 *
 * @param seconds how long to run once everything is found; empty to run until interrupted
 * @param kills the pods to kill on the way, in order
 * @param json whether to print JSON lines
 */
record DevOptions(Optional<Duration> seconds, List<String> kills, boolean json) {

  static final String USAGE =
      "usage: mvn -q -Pdev [-Ddev.args=\"[--seconds <n>] [--kill <pod>]... [--json]\"]";

  private static final Duration FOR_KILLS = Duration.ofSeconds(20);

  DevOptions {
    kills = List.copyOf(kills);
  }

  /** Reads the arguments. A run with kills is bounded even if it does not say so. */
  static DevOptions parse(String... args) {
    Optional<Duration> seconds = Optional.empty();
    List<String> kills = new ArrayList<>();
    boolean json = false;
    Iterator<String> rest = List.of(args).iterator();
    while (rest.hasNext()) {
      String arg = rest.next();
      switch (arg) {
        case "--seconds" -> seconds = Optional.of(seconds(value(arg, rest)));
        case "--kill" -> kills.add(value(arg, rest));
        case "--json" -> json = true;
        default ->
          throw new IllegalArgumentException(
              "unknown option: " + arg + " (expected: --seconds, --kill or --json)");
      }
    }
    if (seconds.isEmpty() && !kills.isEmpty()) {
      seconds = Optional.of(FOR_KILLS);
    }
    return new DevOptions(seconds, kills, json);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + ": nothing follows (expected: a value)");
    }
    return rest.next();
  }

  private static Duration seconds(String text) {
    int seconds = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    if (seconds < 1) {
      throw new IllegalArgumentException("--seconds: " + text + " (expected: 1 or more)");
    }
    return Duration.ofSeconds(seconds);
  }
}
