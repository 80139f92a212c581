package io.redpoll.bench;

import io.redpoll.testkit.kubernetes.ClusterProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The agent as a process: its memory, its start, its share of the work, and how fast others take that over. */
final class AgentBench implements Benchmark {

  private static final String OURS = "redpoll agent";

  /** Ten endpoints in each Service. */
  private static final int SHARE = 10;

  private static final int TAKE_OVER_SERVICES = 10;

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public String about() {
    return "agents as processes: memory, time to ready, checks, cost as they grow in number, take-over";
  }

  @Override
  public String ours() {
    return OURS;
  }

  @Override
  public List<String> peers() {
    return List.of();
  }

  @Override
  public void measure(Scale scale, Recorder recorder) throws Exception {
    boolean quick = scale == Scale.QUICK;
    int rounds = quick ? 1 : 3;
    long settle = quick ? 4_000 : 15_000;
    List<Integer> counts = quick ? List.of(1, 3) : List.of(1, 3, 10, 20);
    List<String> signals = quick ? List.of("TERM", "KILL") : List.of("TERM", "KILL", "STOP");
    Values values = (setting, round, metric, unit, value) ->
        recorder.add(new Measurement(setting, OURS, metric, unit, Integer.toString(round), value));
    try (AgentImage image = AgentImage.build()) {
      for (int round = 1; round <= rounds; round++) {
        for (int endpoints : List.of(0, 100, 1_000)) {
          alone(image, endpoints, round, settle, values);
        }
      }
      together(image, counts, settle, values);
      takeOver(image, rounds, signals, values);
    }
  }

  /** Each agent is a JVM of its own, so one that measures them is enough. */
  @Override
  public int forks(Scale scale) {
    return 1;
  }

  /** Takes a value. */
  private interface Values {
    void add(Map<String, Object> setting, int round, String metric, String unit, double value);
  }

  private static void alone(AgentImage image, int endpoints, int round, long settle, Values values)
      throws Exception {
    try (ClusterProcess kubernetes = ClusterProcess.start();
        AgentGroup group = new AgentGroup(image, kubernetes, 1)) {
      kubernetes.tell("shared " + endpoints / SHARE + " " + SHARE);
      Map<String, Object> setting = setting("agents", 1, "endpoints", endpoints);
      values.add(setting, round, "ready", "ms", group.growTo(1));
      AgentProcess agent = group.agents().get(0);
      group.awaitCurated(group.agents(), endpoints / SHARE);
      Thread.sleep(settle);
      values.add(setting, round, "resident memory", "MiB", agent.memory());
    }
  }

  private static void together(AgentImage image, List<Integer> counts, long window, Values values)
      throws Exception {
    int endpoints = 100;
    try (ClusterProcess kubernetes = ClusterProcess.start();
        AgentGroup group = new AgentGroup(image, kubernetes, counts.get(counts.size() - 1))) {
      kubernetes.tell("shared " + endpoints / SHARE + " " + SHARE);
      for (int count : counts) {
        Map<String, Object> setting = setting("agents", count, "endpoints", endpoints);
        double ready = group.growTo(count);
        if (count > 1) {
          values.add(setting, 1, "ready, the last to join", "ms", ready);
        }
        group.awaitCurated(group.agents(), endpoints / SHARE);
        Thread.sleep(window);
        share(kubernetes, group, window, setting, values);
      }
    }
  }

  private static void share(
      ClusterProcess kubernetes,
      AgentGroup group,
      long window,
      Map<String, Object> setting,
      Values values)
      throws Exception {
    double taken = processorTime(group);
    long pings = kubernetes.tell("pings").getLong("pings");
    long began = System.nanoTime();
    Thread.sleep(window);
    double seconds = (System.nanoTime() - began) / 1e9;
    long checks = kubernetes.tell("pings").getLong("pings") - pings;
    values.add(setting, 1, "checks", "1/s", checks / seconds);
    values.add(
        setting,
        1,
        "processor time of one agent",
        "% of a core",
        (processorTime(group) - taken) / seconds / group.agents().size() * 100);
    double memory = 0;
    for (AgentProcess agent : group.agents()) {
      memory += agent.memory();
    }
    values.add(
        setting,
        1,
        "resident memory of one agent",
        "MiB",
        memory / group.agents().size());
    values.add(setting, 1, "registry writes while idle", "1", (double) group.writes(window));
  }

  private static double processorTime(AgentGroup group) {
    return group.agents().stream().mapToDouble(AgentProcess::processorTime).sum();
  }

  /** The one that goes is always the oldest: then the others must also agree on who leads them. */
  private static void takeOver(AgentImage image, int rounds, List<String> signals, Values values)
      throws Exception {
    try (ClusterProcess kubernetes = ClusterProcess.start();
        AgentGroup group = new AgentGroup(image, kubernetes, 3)) {
      kubernetes.tell("shared " + TAKE_OVER_SERVICES + " " + SHARE);
      group.growTo(3);
      int oldest = 0;
      for (int round = 1; round <= rounds; round++) {
        for (String signal : signals) {
          Map<String, Object> setting = setting("agents", 3, "signal", "SIG" + signal);
          values.add(setting, round, "taken over", "ms", takenOver(group, oldest, signal));
          group.replace(oldest);
          oldest = (oldest + 1) % 3;
        }
      }
    }
  }

  private static double takenOver(AgentGroup group, int victim, String signal) throws Exception {
    group.awaitCurated(group.agents(), TAKE_OVER_SERVICES);
    List<AgentProcess> others = new ArrayList<>(group.agents());
    AgentProcess lost = others.remove(victim);
    long began = System.nanoTime();
    lost.signal(signal);
    group.awaitCurated(others, TAKE_OVER_SERVICES);
    return (System.nanoTime() - began) / 1e6;
  }

  private static Map<String, Object> setting(String a, Object x, String b, Object y) {
    Map<String, Object> setting = new LinkedHashMap<>();
    setting.put(a, x);
    setting.put(b, y);
    return setting;
  }
}
