package io.redpoll.agent.chaos;

import io.redpoll.agent.FreePorts;
import io.redpoll.testkit.kubernetes.ClusterProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The processes of a run: agents on the first hosts of a network, applications on the others, and a Kubernetes with Redis pods
 * that all of them reach. Blocks; for one thread.
 */
final class ChaosRig implements AutoCloseable {

  /** The name of the agents' headless Service. */
  private static final String DNS = "agents.chaos.svc";

  private final Network network;
  private final int size;
  private final Path logs;
  private final Path names;
  private final List<Integer> ports;
  private final ClusterProcess kubernetes;
  private final List<ChaosProcess> agents = new ArrayList<>();
  private final List<ChaosProcess> applications = new ArrayList<>();

  /** Starts a Kubernetes, and nothing else yet. */
  ChaosRig(Network network, int size, Path logs) throws IOException {
    this.network = network;
    this.size = size;
    this.logs = Files.createDirectories(logs);
    this.ports = FreePorts.take(3 * network.size());
    this.names = Files.write(
        logs.resolve("names").toAbsolutePath(),
        IntStream.range(0, size)
            .mapToObj(i -> network.host(i).address() + " " + DNS)
            .toList());
    this.kubernetes = ClusterProcess.start();
  }

  /** Starts so many agents, one after the other, and waits until all are one cluster. */
  void startAgents() throws Exception {
    for (int i = 0; i < size; i++) {
      agents.add(startAgent(i));
      awaitAgents(i, i + 1);
    }
  }

  /** Starts an application on the next host; it counts in some Services of the namespace. */
  void startApplication(List<String> services) throws IOException {
    int index = applications.size();
    ChaosProcess application = ChaosProcess.application(
        network.host(size + index),
        names,
        logs.resolve("application-" + index + ".log"),
        "app-" + index,
        member(size + index),
        services.stream().map(name -> "chaos/" + name).toList());
    applications.add(application);
    application.answer();
  }

  /** Makes a Service of one pod, and waits until that is ready. */
  void addService(String name) {
    kubernetes.tell("set chaos " + name + " 1 independent");
  }

  /** Takes one away; its pod goes first. */
  void removeService(String name) {
    kubernetes.tell("remove chaos " + name);
  }

  ClusterProcess kubernetes() {
    return kubernetes;
  }

  ChaosProcess agent(int index) {
    return agents.get(index);
  }

  ChaosProcess application(int index) {
    return applications.get(index);
  }

  void restartAgent(int index, String signal) throws Exception {
    agents.get(index).signal(signal);
    agents.get(index).ended();
    agents.set(index, startAgent(index));
  }

  /** Waits until all agents are ready, and one cluster. */
  void awaitAll() throws Exception {
    for (int i = 0; i < size; i++) {
      awaitAgents(i, size);
    }
  }

  /** Waits until an agent is ready, and one of so many. */
  void awaitAgents(int index, int count) throws Exception {
    agents.get(index).awaitReady(admin(index), count);
  }

  /** Waits until the Kubernetes API has answered each agent since some moment. */
  void awaitContact(Instant since) throws Exception {
    for (int i = 0; i < size; i++) {
      agents.get(i).awaitContact(admin(i), since);
    }
  }

  /** What an agent answers who asks it for all Services. */
  JsonObject overview(int index) throws Exception {
    return ChaosProcess.services(admin(index));
  }

  /** Ends the load. After it the account of each application is final but for what still heals. */
  void quiet() throws IOException {
    for (ChaosProcess application : applications) {
      application.ask("stop");
    }
  }

  List<Report> reports() throws IOException {
    List<Report> reports = new ArrayList<>();
    for (ChaosProcess application : applications) {
      reports.add(new Report(application.ask("report")));
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

  /** The address of the only pod of a Service. */
  String host(String service) {
    return kubernetes.tell("pods").getJsonArray("pods").stream()
        .map(JsonObject.class::cast)
        .filter(pod -> pod.getString("name").equals(service + "-0"))
        .findFirst()
        .orElseThrow()
        .getString("host");
  }

  @Override
  public void close() {
    applications.forEach(ChaosProcess::close);
    agents.forEach(ChaosProcess::close);
    kubernetes.close();
  }

  private String admin(int index) {
    return network.host(index).address() + ":" + port(2, index);
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
    return IntStream.range(0, size)
        .mapToObj(i -> network.host(i).address() + ":" + port(0, i))
        .toList();
  }

  /** On hosts of their own all have the same. */
  private int port(int kind, int index) {
    return ports.get(kind * network.size() + (network.cuttable() ? 0 : index));
  }
}
