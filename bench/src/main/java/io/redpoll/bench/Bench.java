package io.redpoll.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The command line: runs one benchmark and prints what came of it. Public for the build, which calls it. */
public final class Bench {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private Bench() {}

  /** Ends with 0 if all was measured or only the usage was asked for, 1 if a fork failed, 2 on wrong arguments. */
  public static void main(String[] args) {
    int code = run(List.of(args));
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(List<String> args) {
    if (args.isEmpty()) {
      System.out.println(Arguments.usage(Benchmarks.ALL));
      return 0;
    }
    try {
      measure(Arguments.parse(args, Benchmarks.ALL));
      return 0;
    } catch (IllegalArgumentException misuse) {
      System.err.println("bench: " + misuse.getMessage());
      return MISUSED;
    } catch (IOException failed) {
      System.err.println("bench: " + failed.getMessage());
      return FAILED;
    }
  }

  private static void measure(Arguments arguments) throws IOException {
    Benchmark benchmark = arguments.benchmark();
    Scale scale = arguments.scale();
    String loadBefore = Machine.load();
    List<Measurement> measurements = new ArrayList<>();
    int forks = benchmark.forks(scale);
    for (int fork = 1; fork <= forks; fork++) {
      System.err.println(benchmark.name() + ": fork " + fork + " of " + forks);
      measurements.addAll(ForkProcess.run(benchmark, scale, fork));
    }
    List<Figure> figures = Figures.of(measurements, benchmark.ours(), benchmark.peers());
    if (arguments.json()) {
      Report.jsonLines(benchmark.name(), figures).forEach(System.out::println);
    } else {
      System.out.println(Machine.describe() + "; load average " + loadBefore + " before, "
          + Machine.load() + " after");
      Report.table(figures).forEach(System.out::println);
    }
  }
}
