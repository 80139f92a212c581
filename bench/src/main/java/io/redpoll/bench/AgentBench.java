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
    long settle = quick ? 4_000 : 15_000;
    Values values = (setting, round, metric, unit, value) ->
        recorder.add(new Measurement(setting, OURS, metric, unit, Integer.toString(round), value));
    for (int endpoints : List.of(0, 100, 1_000)) {
      alone(endpoints, settle, values);
    }
    together(quick ? List.of(1, 3) : List.of(1, 3, 10, 20), settle, values);
    takeOver(
        quick ? 1 : 5, quick ? List.of("TERM", "KILL") : List.of("TERM", "KILL", "STOP"), values);
  }

  /** Takes a value. */
  private interface Values {
    void add(Map<String, Object> setting, int round, String metric, String unit, double value);
  }

  private static void alone(int endpoints, long settle, Values values) throws Exception {
    try (ClusterProcess kubernetes = ClusterProcess.start();
        AgentGroup group = new AgentGroup(kubernetes, 1)) {
      kubernetes.tell("shared " + endpoints / SHARE + " " + SHARE);
      Map<String, Object> setting = setting("agents", 1, "endpoints", endpoints);
      values.add(setting, 1, "ready", "ms", group.growTo(1));
      AgentProcess agent = group.agents().get(0);
      group.awaitCurated(group.agents(), endpoints / SHARE);
      Thread.sleep(settle);
      values.add(setting, 1, "resident memory", "MiB", agent.memory());
    }
  }

  private static void together(List<Integer> counts, long window, Values values) throws Exception {
    int endpoints = 100;
    try (ClusterProcess kubernetes = ClusterProcess.start();
        AgentGroup group = new AgentGroup(kubernetes, counts.get(counts.size() - 1))) {
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

  private static void takeOver(int rounds, List<String> signals, Values values) throws Exception {
    try (ClusterProcess kubernetes = ClusterProcess.start();
        AgentGroup group = new AgentGroup(kubernetes, 3)) {
      kubernetes.tell("shared " + TAKE_OVER_SERVICES + " " + SHARE);
      group.growTo(3);
      for (int round = 1; round <= rounds; round++) {
        for (String signal : signals) {
          int victim = round % 3;
          group.awaitCurated(group.agents(), TAKE_OVER_SERVICES);
          List<AgentProcess> others = new ArrayList<>(group.agents());
          AgentProcess lost = others.remove(victim);
          Map<String, Object> setting = setting("agents", 3, "signal", "SIG" + signal);
          long began = System.nanoTime();
          lost.signal(signal);
          group.awaitCurated(others, TAKE_OVER_SERVICES);
          values.add(setting, round, "taken over", "ms", (System.nanoTime() - began) / 1e6);
          group.replace(victim);
        }
      }
    }
  }

  private static Map<String, Object> setting(String a, Object x, String b, Object y) {
    Map<String, Object> setting = new LinkedHashMap<>();
    setting.put(a, x);
    setting.put(b, y);
    return setting;
  }
}
