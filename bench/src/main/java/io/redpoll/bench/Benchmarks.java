package io.redpoll.bench;

import java.util.List;

/** All that there is to measure. */
final class Benchmarks {

  static final List<Benchmark> ALL = List.of(
      new ConnectionBenchmark(),
      new HandleBenchmark(),
      new FaultBenchmark(),
      new MirrorBench(),
      new AgentBench(),
      new HealthBench(),
      new HealthLoadBenchmark());

  private Benchmarks() {}
}
