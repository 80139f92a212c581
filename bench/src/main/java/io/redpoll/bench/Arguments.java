package io.redpoll.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was asked for.
 *
 * @param benchmark what to measure
 * @param scale how thoroughly
 * @param json whether to print JSON lines instead of a table
 */
record Arguments(Benchmark benchmark, Scale scale, boolean json) {

  private static final String QUICK = "--quick";
  private static final String JSON = "--json";

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException that says what there is, if it asks for something else
   */
  static Arguments parse(List<String> args, List<Benchmark> benchmarks) {
    List<String> options = args.stream().filter(arg -> arg.startsWith("-")).toList();
    List<String> names = args.stream().filter(arg -> !arg.startsWith("-")).toList();
    for (String option : options) {
      if (!option.equals(QUICK) && !option.equals(JSON)) {
        throw new IllegalArgumentException(
            "unknown option: " + option + " (expected: " + QUICK + ", " + JSON + ")");
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "no benchmark named (expected one of: " + names(benchmarks) + ")");
    }
    return new Arguments(
        named(String.join(" ", names), benchmarks),
        options.contains(QUICK) ? Scale.QUICK : Scale.FULL,
        options.contains(JSON));
  }

  /** The benchmark of that name. */
  static Benchmark named(String name, List<Benchmark> benchmarks) {
    return benchmarks.stream()
        .filter(benchmark -> benchmark.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "unknown benchmark: " + name + " (expected one of: " + names(benchmarks) + ")"));
  }

  static String usage(List<Benchmark> benchmarks) {
    String list = benchmarks.stream()
        .map(benchmark -> String.format("  %-12s %s%n", benchmark.name(), benchmark.about()))
        .collect(Collectors.joining());
    return String.format(
        "usage: mvn -q -Pbench -Dbench.args=\"<name> [%s] [%s]\"%n%n%s%n"
            + "  %-12s one fork and fewer settings, less than two minutes%n"
            + "  %-12s one JSON object a line instead of a table",
        QUICK, JSON, list, QUICK, JSON);
  }

  private static String names(List<Benchmark> benchmarks) {
    return benchmarks.stream().map(Benchmark::name).collect(Collectors.joining(", "));
  }
}
