package io.redpoll.bench;

import java.io.IOException;

/** What runs in a {@link ForkProcess}: one benchmark, its measurements as JSON lines on standard output. */
final class Fork {

  private Fork() {}

  /** Takes the benchmark's name, the scale's, and the number of the fork. */
  public static void main(String[] args) {
    endWithStarter();
    Benchmark benchmark = Arguments.named(args[0], Benchmarks.ALL);
    String fork = args[2];
    try {
      benchmark.measure(
          Scale.valueOf(args[1]),
          measurement -> System.out.println(inFork(fork, measurement).toJson().encode()));
      System.exit(0);
    } catch (Exception failed) {
      System.err.println("bench: " + benchmark.name() + ": " + failed);
      System.exit(1);
    }
  }

  private static Measurement inFork(String fork, Measurement measurement) {
    return new Measurement(
        measurement.setting(),
        measurement.subject(),
        measurement.metric(),
        measurement.unit(),
        fork + "." + measurement.round(),
        measurement.value());
  }

  private static void endWithStarter() {
    Thread watch = new Thread(
        () -> {
          try {
            while (System.in.read() >= 0) {
              // Nobody says anything; only the end counts.
            }
          } catch (IOException e) {
            System.err.println("bench: standard input: " + e.getMessage());
          }
          System.exit(1);
        },
        "end with starter");
    watch.setDaemon(true);
    watch.start();
  }
}
