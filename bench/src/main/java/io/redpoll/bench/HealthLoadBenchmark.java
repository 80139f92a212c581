package io.redpoll.bench;

import java.util.List;

/** The false alarms of {@link HealthBench} alone, and for long: a Redis at 100 % of a core for five minutes at a stretch. */
final class HealthLoadBenchmark implements Benchmark {

  private static final int FULL_SECONDS = 300;
  private static final int QUICK_SECONDS = 60;

  @Override
  public String name() {
    return "health load";
  }

  @Override
  public String about() {
    return "false alarms while a Redis is at 100 % of a core and the agent's JVM stands still for long collections";
  }

  @Override
  public String ours() {
    return HealthBench.SUBJECT;
  }

  @Override
  public List<String> peers() {
    return List.of();
  }

  /** One is long enough. */
  @Override
  public int forks(Scale scale) {
    return 1;
  }

  @Override
  public void measure(Scale scale, Recorder recorder) throws Exception {
    new FalseAlarms(scale == Scale.FULL ? FULL_SECONDS : QUICK_SECONDS, recorder).run();
  }
}
