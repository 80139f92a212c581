package io.redpoll.bench;

import java.util.List;
import java.util.Map;

/** How soon the end, the silence, the return and the promotion of a Redis are known, and what checking costs. */
final class HealthBench implements Benchmark {

  static final String SUBJECT = "redpoll";

  /**
   * How much of everything one fork does.
   *
   * @param crashes pods that are killed, and seen to return
   * @param freezes pods that are stopped, a multiple of four
   * @param failovers of a set that Sentinels watch
   * @param costSeconds how long the cost of checks is measured
   * @param loadSeconds how long a Redis is kept busy, and the agent paused now and then
   */
  record Plan(int crashes, int freezes, int failovers, int costSeconds, int loadSeconds) {

    private static final Plan QUICK = new Plan(15, 8, 3, 10, 12);

    /** For each of three forks: more than a hundred trials and a minute of load; {@code health load} has five at a stretch. */
    private static final Plan FULL = new Plan(70, 40, 12, 20, 60);

    static Plan of(Scale scale) {
      return scale == Scale.QUICK ? QUICK : FULL;
    }
  }

  @Override
  public String name() {
    return "health";
  }

  @Override
  public String about() {
    return "real Redis processes killed, frozen, restarted, failed over: how soon it is known, what checks cost";
  }

  @Override
  public String ours() {
    return SUBJECT;
  }

  @Override
  public List<String> peers() {
    return List.of();
  }

  @Override
  public void measure(Scale scale, Recorder recorder) throws Exception {
    Plan plan = Plan.of(scale);
    new CheckCost(plan, recorder).run();
    new PodTrials(plan, recorder).run();
    new FailoverTrials(plan, recorder).run();
    new FalseAlarms(plan.loadSeconds(), recorder).run();
  }

  static Map<String, Object> setting(String what) {
    return Map.of("what", what);
  }
}
