package io.redpoll.agent.chaos;

import io.redpoll.testkit.kubernetes.ClusterProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One run: three agents, thirty Redis pods in as many Services, two applications, and one fault after the other, in an order
 * and of a kind that the seed decides. Half of the Redis pods are never killed, so that what they count can be checked to the last
 * one. Blocks; for one thread.
 */
final class ChaosRun implements AutoCloseable {

  private static final int AGENTS = 3;
  private static final int REDIS = 30;
  private static final int APPLICATIONS = 2;

  /** Longer than a member of the cluster may be silent. */
  private static final Duration SILENCE = Duration.ofSeconds(13);

  /** The name of the agents' headless Service. */
  private static final String DNS = "agents.chaos.svc";

  private final Random random;
  private final Path logs;
  private final Path names;
  private final List<Integer> ports;
  private final Network network;
  private final ClusterProcess kubernetes;
  private final List<ChaosProcess> agents = new ArrayList<>();
  private final List<ChaosProcess> applications = new ArrayList<>();
  private final Map<Fault, Integer> done = new TreeMap<>();

  /** When a pod was not well: from just before the fault to a while after its end. */
  private final Map<String, List<long[]>> troubles = new TreeMap<>();

  /** Starts everything and waits until all is well. */
  ChaosRun(long seed, Path logs, List<Integer> ports) throws Exception {
    this.random = new Random(seed);
    this.logs = logs;
    this.ports = ports;
    this.network = Network.of(AGENTS + APPLICATIONS);
    this.names = Files.write(
        logs.resolve("names").toAbsolutePath(),
        IntStream.range(0, AGENTS)
            .mapToObj(i -> network.host(i).address() + " " + DNS)
            .toList());
    this.kubernetes = ClusterProcess.start();
    try {
      start();
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private void start() throws Exception {
    for (int i = 0; i < REDIS; i++) {
      kubernetes.tell("set chaos " + name(i) + " 1 independent");
    }
    for (int i = 0; i < AGENTS; i++) {
      agents.add(startAgent(i));
      agents.get(i).awaitReady(admin(i), i + 1);
    }
    for (int i = 0; i < APPLICATIONS; i++) {
      List<String> services =
          IntStream.range(0, REDIS).mapToObj(n -> "chaos/" + name(n)).toList();
      ChaosProcess application = ChaosProcess.application(
          network.host(AGENTS + i),
          names,
          logs.resolve("application-" + i + ".log"),
          "app-" + i,
          member(AGENTS + i),
          services);
      applications.add(application);
      application.answer();
    }
  }

  /** How many ports a run needs. */
  static int portCount() {
    return 3 * (AGENTS + APPLICATIONS);
  }

  /** In how many Services each application counts. */
  static int serviceCount() {
    return REDIS;
  }

  Map<Fault, Integer> done() {
    return done;
  }

  /** So many faults, one after the other; each has been mended before the next begins. */
  void wreak(int faults) throws Exception {
    for (int i = 0; i < faults; i++) {
      Fault fault = Fault.at(random.nextInt(Fault.length()));
      done.merge(fault, 1, Integer::sum);
      wreak(fault);
      Thread.sleep(random.nextInt(500));
    }
  }

  /** Ends the load. After it the account of each application is final but for what still heals. */
  void quiet() throws Exception {
    for (ChaosProcess application : applications) {
      application.ask("stop");
    }
  }

  List<JsonObject> reports() throws IOException {
    List<JsonObject> reports = new ArrayList<>();
    for (ChaosProcess application : applications) {
      reports.add(application.ask("report"));
    }
    return reports;
  }

  /** Each Service and pod with its address and that it is up: what records and subscribers should say in the end. */
  Map<String, String> truth() {
    JsonArray pods = kubernetes.tell("pods").getJsonArray("pods");
    return pods.stream()
        .map(JsonObject.class::cast)
        .collect(Collectors.toMap(
            pod -> "chaos/" + pod.getString("name").replaceFirst("-0$", "") + " "
                + pod.getString("name"),
            pod -> pod.getString("host") + ":" + pod.getInteger("port") + " UP",
            (a, b) -> a + " and " + b,
            TreeMap::new));
  }

  /** The downs of a report that no fault explains. */
  List<JsonObject> falseDowns(JsonObject report) {
    return report.getJsonArray("downs").stream()
        .map(JsonObject.class::cast)
        .filter(down -> troubles.getOrDefault(down.getString("pod"), List.of()).stream()
            .noneMatch(span -> span[0] <= down.getLong("at") && down.getLong("at") <= span[1]))
        .toList();
  }

  /** Whether the pod of a Service was never killed, so that its counts are all there. */
  static boolean isKept(String service) {
    return service.startsWith("chaos/kept-");
  }

  @Override
  public void close() throws IOException {
    applications.forEach(ChaosProcess::close);
    agents.forEach(ChaosProcess::close);
    kubernetes.close();
    network.close();
  }

  private void wreak(Fault fault) throws Exception {
    int agent = random.nextInt(AGENTS);
    int kept = random.nextInt(REDIS / 2);
    int lossy = REDIS / 2 + random.nextInt(REDIS / 2);
    int any = random.nextBoolean() ? kept : lossy;
    switch (fault) {
      case AGENT_KILLED -> restart(agent, "KILL");
      case AGENT_TERMINATED -> restart(agent, "TERM");
      case AGENT_FROZEN -> freeze(agents.get(agent), SILENCE);
      case APPLICATION_FROZEN -> freeze(applications.get(agent % APPLICATIONS), SILENCE);
      case AGENT_PAUSED -> freeze(agents.get(agent), Duration.ofMillis(1_500));
      case LINKS_CUT -> cutOff(agent);
      case APPLICATION_CUT -> cutOff(AGENTS + agent % APPLICATIONS);
      case API_DOWN -> api("stop", "resume", 2_000);
      case API_SLOW -> api("slow 1000", "slow 0", 2_500);
      case API_FORGETS -> kubernetes.tell("api compact");
      case REDIS_KILLED -> trouble(lossy, "kill", 1_500);
      case REDIS_FROZEN -> {
        trouble(any, "freeze", 3_000);
        kubernetes.tell("thaw " + name(any) + "-0");
      }
      case REDIS_DELETED -> trouble(lossy, "delete", 1_500);
    }
  }

  private void restart(int index, String signal) throws Exception {
    ChaosProcess agent = agents.get(index);
    agent.signal(signal);
    agent.ended();
    agents.set(index, startAgent(index));
    awaitAll();
  }

  private void freeze(ChaosProcess process, Duration length) throws Exception {
    process.signal("STOP");
    Thread.sleep(length.toMillis());
    process.signal("CONT");
    awaitAll();
  }

  /** Until all agents are in one part again; an application may take some seconds longer. */
  private void cutOff(int index) throws Exception {
    if (network.cuttable()) {
      network.cut(index);
      Thread.sleep(SILENCE.toMillis());
      network.mend(index);
      awaitAll();
    }
  }

  private void awaitAll() throws Exception {
    for (int i = 0; i < AGENTS; i++) {
      agents.get(i).awaitReady(admin(i), AGENTS);
    }
  }

  private String admin(int index) {
    return network.host(index).address() + ":" + port(2, index);
  }

  private void api(String fault, String mend, int millis) throws Exception {
    kubernetes.tell("api " + fault);
    Thread.sleep(millis);
    kubernetes.tell("api " + mend);
  }

  /** A pod may be called down from now on until it has had the time to be found well again. */
  private void trouble(int index, String how, int millis) throws Exception {
    String pod = name(index) + "-0";
    long[] span = {System.currentTimeMillis() - 1_000, Long.MAX_VALUE};
    troubles.computeIfAbsent(pod, any -> new ArrayList<>()).add(span);
    kubernetes.tell(how + " " + pod);
    Thread.sleep(millis);
    span[1] = System.currentTimeMillis() + 10_000;
  }

  private ChaosProcess startAgent(int index) throws IOException {
    JsonObject cluster = member(index).getJsonObject("cluster");
    return ChaosProcess.agent(
        network.host(index),
        names,
        logs.resolve("agent-" + index + ".log"),
        List.of(
            "--kubernetes-url",
            kubernetes.uri(),
            "--node",
            "node-" + (index + 1),
            "--http-host",
            network.host(index).address(),
            "--http-port",
            "" + port(2, index),
            "--cluster-enabled",
            "--cluster-name",
            cluster.getString("name"),
            "--cluster-" + (network.cuttable() ? "dns" : "members"),
            network.cuttable() ? DNS : String.join(",", members()),
            "--cluster-public-host",
            network.host(index).address(),
            "--cluster-port",
            "" + port(0, index),
            "--cluster-event-bus-port",
            "" + port(1, index)));
  }

  /** The agents are found by name, as in Kubernetes, where each has an address of its own. */
  private JsonObject member(int index) {
    return new JsonObject()
        .put(
            "cluster",
            new JsonObject()
                .put("enabled", true)
                .put("name", "chaos-" + ports.get(0))
                .put("dns", network.cuttable() ? DNS : "")
                .put("members", network.cuttable() ? List.of() : members())
                .put("publicHost", network.host(index).address())
                .put("port", port(0, index))
                .put("eventBusPort", port(1, index)));
  }

  private List<String> members() {
    return IntStream.range(0, AGENTS)
        .mapToObj(i -> network.host(i).address() + ":" + port(0, i))
        .toList();
  }

  /** On hosts of their own all have the same. */
  private int port(int kind, int index) {
    return ports.get(kind * (AGENTS + APPLICATIONS) + (network.cuttable() ? 0 : index));
  }

  private static String name(int redis) {
    return (redis < REDIS / 2 ? "kept-" : "lossy-") + redis;
  }
}
