package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.agent.Samples.FakeDiscovery;
import io.redpoll.endpoint.ServiceId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Agents in one JVM, each a member of one Hazelcast cluster on the loopback address. */
class ClusterIT {

  private static final List<ServiceId> SERVICES =
      IntStream.range(0, 300).mapToObj(i -> new ServiceId("shop", "cache-" + i)).toList();

  private final List<Agent> agents = new ArrayList<>();

  @BeforeAll
  static void logOnce() {
    LogSetup.prepare();
  }

  @AfterEach
  void stop() throws Exception {
    for (Agent agent : agents) {
      agent.stop().await(60, SECONDS);
    }
  }

  @Test
  void sc05_agentsShareTheServicesAndALeaverMovesOnlyItsOwn() throws Exception {
    List<Integer> ports = FreePorts.take(6);
    List<FakeDiscovery> views = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      FakeDiscovery view = FakeDiscovery.running();
      start(member(ports, i), view, JoinGate.Lookup.jdk());
      views.add(view);
    }
    awaitAgents(views, 3);

    Map<ServiceId, String> before = owners(views.get(0));
    assertThat(owners(views.get(1))).isEqualTo(before);
    assertThat(owners(views.get(2))).isEqualTo(before);
    assertThat(SERVICES)
        .allSatisfy(
            service -> assertThat(views.stream().filter(view -> view.ownership.curates(service)))
                .hasSize(1));
    assertThat(before.values())
        .contains(agents.get(0).name(), agents.get(1).name(), agents.get(2).name());

    String leaver = agents.get(2).name();
    agents.remove(2).stop().await(60, SECONDS);
    assertThat(views.get(2).stopped).isTrue();
    awaitAgents(views.subList(0, 2), 2);

    Map<ServiceId, String> after = owners(views.get(0));
    assertThat(owners(views.get(1))).isEqualTo(after);
    assertThat(after.values()).doesNotContain(leaver);
    assertThat(SERVICES)
        .filteredOn(service -> !before.get(service).equals(leaver))
        .allSatisfy(service -> assertThat(after).containsEntry(service, before.get(service)));
  }

  @Test
  void op07_othersHaveTakenOverBeforeALeaverStops() throws Exception {
    List<Integer> ports = FreePorts.take(4);
    FakeDiscovery stayer = FakeDiscovery.running();
    FakeDiscovery leaver = new FakeDiscovery();
    leaver.started.complete();
    leaver.synced.complete();
    start(member(ports, 0), stayer, JoinGate.Lookup.jdk());
    start(member(ports, 1), leaver, JoinGate.Lookup.jdk());
    awaitAgents(List.of(stayer, leaver), 2);

    Future<Void> stopped = agents.remove(1).stop();
    awaitAgents(List.of(stayer, leaver), 1);

    assertThat(stayer.ownership.agents()).isEqualTo(leaver.ownership.agents());
    assertThat(stayer.ownership.curates(SERVICES.get(0))).isTrue();
    assertThat(stopped.isComplete()).isFalse();
    leaver.mayStop.complete();
    stopped.await(60, SECONDS);
  }

  @Test
  void agentThatKnowsNothingYetGetsNoWork() throws Exception {
    List<Integer> ports = FreePorts.take(4);
    FakeDiscovery first = FakeDiscovery.running();
    FakeDiscovery unsynced = new FakeDiscovery();
    unsynced.started.complete();
    unsynced.mayStop.complete();
    start(member(ports, 0), first, JoinGate.Lookup.jdk());
    start(member(ports, 1), unsynced, JoinGate.Lookup.jdk());

    awaitAgents(List.of(first, unsynced), 1);
    assertThat(unsynced.ownership.agents()).containsExactly(agent("node-0"));

    unsynced.synced.complete();
    awaitAgents(List.of(first, unsynced), 2);
    assertThat(first.ownership.agents()).containsExactly(agent("node-0"), agent("node-1"));
  }

  @Test
  void op04_agentWithoutAnAddressWaitsInsteadOfBeingAlone() throws Exception {
    List<Integer> ports = FreePorts.take(2);
    JsonObject cluster = cluster(ports, 0)
        .put("members", new JsonArray())
        .put("dns", "redpoll-agents.redpoll.svc.invalid");
    Promise<String> lookup = Promise.promise();
    Agent agent = agent(cluster, FakeDiscovery.running(), name -> {
      lookup.tryComplete(name);
      return List.of();
    });
    Future<Void> started = agent.start();

    assertThat(lookup.future().await(60, SECONDS)).isEqualTo("redpoll-agents.redpoll.svc.invalid");
    assertThat(agent.state().notReady()).contains("it waits to join its cluster");
    assertThat(agent.state().notLive()).isEmpty();
    assertThat(started.isComplete()).isFalse();

    agent.stop().await(60, SECONDS);
    assertThatThrownBy(() -> started.await(20, SECONDS)).hasMessageContaining("waited to join");
  }

  @Test
  void portOfTheClusterInUseFailsTheStartInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Integer> ports = List.of(taken.getLocalPort(), FreePorts.take(1).get(0));
      Agent agent = agent(cluster(ports, 0), FakeDiscovery.running(), JoinGate.Lookup.jdk());

      assertThatThrownBy(() -> agent.start().await(60, SECONDS))
          .hasMessage("cluster.port: " + taken.getLocalPort()
              + " on 127.0.0.1 is in use or not of this host"
              + " (expected: a free port; give another with --cluster-port)");
    }
  }

  @Test
  void portOfTheEventBusInUseFailsTheStartInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Integer> ports = List.of(FreePorts.take(1).get(0), taken.getLocalPort());
      Agent agent = agent(cluster(ports, 0), FakeDiscovery.running(), JoinGate.Lookup.jdk());

      assertThatThrownBy(() -> agent.start().await(60, SECONDS))
          .hasMessageStartingWith(
              "cluster.eventBusPort: " + taken.getLocalPort() + " on 127.0.0.1 is in use");
    }
  }

  private io.redpoll.health.Agent agent(String node) {
    String name = agents.stream()
        .map(Agent::name)
        .filter(candidate -> candidate.startsWith(node + "/"))
        .findFirst()
        .orElseThrow();
    return new io.redpoll.health.Agent(name, node, "zone-a");
  }

  private void start(JsonObject cluster, FakeDiscovery discovery, JoinGate.Lookup lookup)
      throws Exception {
    agent(cluster, discovery, lookup).start().await(60, SECONDS);
  }

  private Agent agent(JsonObject cluster, FakeDiscovery discovery, JoinGate.Lookup lookup) {
    JsonObject options = new JsonObject()
        .put("node", "node-" + agents.size())
        .put("zone", "zone-a")
        .put("cluster", cluster)
        .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0));
    Agent agent = new Agent(
        new AgentOptions(options), discovery.factory(), lookup, new Random(agents.size()));
    agents.add(agent);
    return agent;
  }

  private static JsonObject member(List<Integer> ports, int index) {
    return cluster(ports, 2 * index);
  }

  /** Ports in pairs: of the cluster manager, of the event bus. */
  private static JsonObject cluster(List<Integer> ports, int first) {
    JsonArray members = new JsonArray();
    for (int i = 0; i < ports.size(); i += 2) {
      members.add("127.0.0.1:" + ports.get(i));
    }
    return new JsonObject()
        .put("enabled", true)
        .put("name", "test-" + ports.get(0))
        .put("members", members)
        .put("publicHost", "127.0.0.1")
        .put("port", ports.get(first))
        .put("eventBusPort", ports.get(first + 1));
  }

  private static Map<ServiceId, String> owners(FakeDiscovery view) {
    return SERVICES.stream()
        .collect(Collectors.toMap(Function.identity(), view.ownership::curator));
  }

  private static void awaitAgents(List<FakeDiscovery> views, int count) throws Exception {
    for (FakeDiscovery view : views) {
      view.whenAgents(count).await(60, SECONDS);
    }
  }
}
