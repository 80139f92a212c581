package io.redpoll.bench;

import java.util.List;
import java.util.Map;

/** What several tests speak of. */
final class Samples {

  static final Benchmark OURS = benchmark("ours");
  static final Benchmark OTHER = benchmark("other");

  private Samples() {}

  static Measurement throughput(String subject, String round, double value) {
    return new Measurement(Map.of("outstanding", 64), subject, "throughput", "op/s", round, value);
  }

  private static Benchmark benchmark(String name) {
    return new Benchmark() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String about() {
        return "about " + name;
      }

      @Override
      public String ours() {
        return "a";
      }

      @Override
      public List<String> peers() {
        return List.of("b");
      }

      @Override
      public void measure(Scale scale, Recorder recorder) {
        throw new AssertionError("nothing is measured in a test");
      }
    };
  }
}
