package io.redpoll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.event.EventAddresses;
import io.redpoll.health.Agent;
import io.redpoll.health.Agents;
import io.redpoll.health.Reunion;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.ring.HashRing;
import io.redpoll.testing.Await;
import io.redpoll.testkit.RedpollTest;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several agents in one JVM: who checks is not who judges, and what they see meets on the bus. */
@RedpollTest
class MultiAgentIT {

  private static final Agent A = new Agent("a", "node-1", "zone-a");
  private static final Agent B = new Agent("b", "node-2", "zone-b");
  private static final Agent C = new Agent("c", "node-3", "zone-c");
  private static final Map<String, String> STORE = Map.of("redpoll.io/topology", "sharded");
  private static final Map<String, String> CACHE =
      Map.of("redpoll.io/topology", "sharded", "redpoll.io/mode", "cache");

  private final Agents agents = new Agents(A, B, C);
  private final Map<String, DiscoveryBridge> bridges = new LinkedHashMap<>();
  private StatefulSet set;

  @AfterEach
  void stop() throws Exception {
    for (DiscoveryBridge bridge : bridges.values()) {
      Await.result(bridge.stop());
    }
  }

  @Test
  void sc04_eachEndpointIsCheckedOnceAndByTheAgentOfItsNode(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    started(vertx, cluster, STORE);
    for (RedisPod pod : cluster.pods()) {
      assertThat(checkers(pod))
          .as(pod.name() + " on " + pod.node().name())
          .containsExactly(nameOn(pod));
    }
    assertThat(bridges.values().stream().filter(bridge -> !bridge.snapshots().isEmpty()))
        .as("one judges")
        .hasSize(1);
  }

  @Test
  void whatAProberSeesIsJudgedByAnother(KubernetesCluster cluster, Vertx vertx) throws Exception {
    EventQueue events = started(vertx, cluster, STORE);
    for (String name : List.of("cache-0", "cache-1", "cache-2")) {
      RedisPod pod = cluster.pod(name);
      String prober = nameOn(pod);
      pod.freeze();
      HealthEvent down = events.await(EventType.ENDPOINT_DOWN, name);
      assertThat(down.cause().get(0).observer()).isEqualTo(prober);
      pod.thaw();
      events.await(EventType.ENDPOINT_UP, name);
    }
  }

  @Test
  void sc06_theDeathOfAnAgentIsNeverDown(KubernetesCluster cluster, Vertx vertx) throws Exception {
    EventQueue events = started(vertx, cluster, STORE);
    for (Agent dead : List.of(A, B)) {
      Await.result(bridges.remove(dead.name()).stop());
      agents.become(
          Stream.of(A, B, C).filter(a -> bridges.containsKey(a.name())).toArray(Agent[]::new));
      Await.until(vertx, () -> cluster.pods().stream().allMatch(pod -> soleChecker(pod, dead)));
    }
    // Whatever was said meanwhile comes before this.
    cluster.pod("cache-0").freeze();
    List<EventType> passed = events.until(EventType.ENDPOINT_DOWN, "cache-0");
    assertThat(passed)
        .doesNotContain(
            EventType.ENDPOINT_DOWN, EventType.ENDPOINT_UNREACHABLE, EventType.SERVICE_DOWN);
  }

  @Test
  void op05_aServiceThatWentWhileItsCuratorWasSilentLeavesNoRecord(
      KubernetesCluster cluster, Vertx vertx) throws Exception {
    EventQueue events = started(vertx, cluster, STORE);
    DiscoveryBridge silent = judge();
    bridges.values().remove(silent);
    Await.result(silent.stop());
    set.delete();
    Await.until(
        vertx,
        () -> bridges.values().stream()
            .allMatch(bridge -> bridge.metrics().kubernetes().mirrored().services() == 0));

    agents.become(
        Stream.of(A, B, C).filter(a -> bridges.containsKey(a.name())).toArray(Agent[]::new));

    events.await(EventType.SERVICE_REMOVED);
    Await.until(
        vertx,
        () -> bridges.values().stream()
                .mapToLong(bridge -> bridge.metrics().registry().removals())
                .sum()
            == 4);
    assertThat(Await.result(ServiceDiscovery.create(vertx).getRecords(record -> true, true)))
        .isEmpty();
  }

  @Test
  void op05_whoJoinsAnotherPartSaysNothingUntilItHasAndThenWhatIsSaidThere(
      KubernetesCluster cluster, Vertx vertx) throws Exception {
    EventQueue events = started(vertx, cluster, STORE);
    Snapshot before = judge().snapshots().get(0);

    agents.reunite(Reunion.JOINING);
    Await.until(
        vertx,
        () -> bridges.values().stream().allMatch(bridge -> bridge.snapshots().isEmpty()));
    agents.become(A, B, C);
    agents.reunite(Reunion.JOINED);

    Await.until(vertx, () -> isRaised(before));
    cluster.pod("cache-0").freeze();
    assertThat(events.until(EventType.ENDPOINT_DOWN, "cache-0")).isEmpty();
  }

  @Test
  void op05_whoWasJoinedByAnotherPartRaisesTheVersionOfWhatItSays(
      KubernetesCluster cluster, Vertx vertx) throws Exception {
    EventQueue events = started(vertx, cluster, STORE);
    Snapshot before = judge().snapshots().get(0);

    agents.reunite(Reunion.WAS_JOINED);

    Await.until(vertx, () -> isRaised(before));
    cluster.pod("cache-0").freeze();
    assertThat(events.until(EventType.ENDPOINT_DOWN, "cache-0")).isEmpty();
  }

  @Test
  void aReportIsTakenByAnotherWhereTheProberDoesNotAnswer(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = started(vertx, cluster, STORE);
    DiscoveryBridge judge = judge();
    Snapshot snapshot = judge.snapshots().get(0);
    // A prober that is not the judge, and dies without anybody noticing.
    EndpointState state = snapshot.endpoints().stream()
        .filter(e -> bridges.get(nameOn(e.endpoint().node())) != judge)
        .findFirst()
        .orElseThrow();
    Await.result(bridges.remove(nameOn(state.endpoint().node())).stop());
    cluster.pod(state.endpoint().pod()).freeze();
    JsonObject report = new JsonObject()
        .put("service", "shop/cache")
        .put("endpoint", state.id().toString())
        .put("what", "no answer");
    long reporter =
        vertx.setPeriodic(200, timer -> vertx.eventBus().publish(EventAddresses.REPORTS, report));
    HealthEvent down = events.await(EventType.ENDPOINT_DOWN, state.endpoint().pod());
    vertx.cancelTimer(reporter);
    assertThat(down.cause().get(0).observer()).isIn(bridges.keySet());
  }

  @Test
  void aShardThatReturnsWithDataIsEmptiedAndNoOther(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = started(vertx, cluster, CACHE);
    for (RedisPod pod : cluster.pods()) {
      pod.command("SET", "old", "value");
    }
    RedisPod away = cluster.pod("cache-1");
    away.freeze();
    events.await(EventType.ENDPOINT_DOWN, "cache-1");
    Await.until(vertx, () -> ring().equals(List.of("cache-0", "cache-2")));
    away.thaw();
    events.await(EventType.SHARD_EMPTIED, "cache-1");
    Await.until(vertx, () -> ring().size() == 3);
    assertThat(away.command("DBSIZE")).isEqualTo("0");
    assertThat(cluster.pod("cache-0").command("GET", "old")).isEqualTo("value");
    assertThat(cluster.pod("cache-2").command("GET", "old")).isEqualTo("value");
  }

  @Test
  void aShardThatStoodInIsSweptByItsProber(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = started(vertx, cluster, CACHE);
    List<RedisPod> others = List.of(cluster.pod("cache-0"), cluster.pod("cache-2"));
    List<String> keys = IntStream.range(0, 60).mapToObj(i -> "key-" + i).toList();
    others.forEach(pod -> keys.forEach(key -> pod.command("SET", key, "value")));
    RedisPod away = cluster.pod("cache-1");
    away.freeze();
    events.await(EventType.ENDPOINT_DOWN, "cache-1");
    away.thaw();
    Await.until(vertx, () -> ring().size() == 3);
    // One whose prober is not the judge.
    RedisPod standIn = others.stream()
        .filter(pod -> bridges.get(nameOn(pod)) != judge())
        .findFirst()
        .orElseThrow();
    events.await(EventType.SHARD_SWEPT, standIn.name());
    HashRing ring = new HashRing(ring());
    assertThat(standIn.command("KEYS", "*").lines())
        .containsExactlyInAnyOrderElementsOf(keys.stream()
            .filter(
                key -> ring.shards().get(ring.indexOf(key.getBytes(UTF_8))).equals(standIn.name()))
            .toList());
  }

  @Test
  void aShardThatRefusesToBeEmptiedStaysOut(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = started(vertx, cluster, CACHE);
    RedisPod away = cluster.pod("cache-1");
    away.command("SET", "old", "value");
    away.command("ACL", "SETUSER", "default", "-flushall");
    away.freeze();
    events.await(EventType.ENDPOINT_DOWN, "cache-1");
    away.thaw();
    assertThat(events.await(EventType.SHARD_EXCLUDED, "cache-1").to()).contains("NOPERM");
    assertThat(ring()).containsExactly("cache-0", "cache-2");
    assertThat(away.command("GET", "old")).isEqualTo("value");
  }

  /** Three agents watch three pods, and the Service was told to be up. */
  private EventQueue started(Vertx vertx, KubernetesCluster cluster, Map<String, String> labels)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    set = cluster.statefulSet(
        StatefulSetSpec.independent("shop", "cache", "cache", 3).withServiceLabels(labels));
    ServiceDiscovery discovery = ServiceDiscovery.create(vertx);
    for (Agent agent : List.of(A, B, C)) {
      DiscoveryBridge bridge = new DiscoveryBridge(
          vertx,
          discovery,
          DiscoveryOptions.of(KubernetesOptions.of(URI.create(cluster.api().uri()))),
          agents.of(agent.name()));
      bridges.put(agent.name(), bridge);
      Await.result(bridge.start());
    }
    events.await(EventType.SERVICE_UP);
    return events;
  }

  /** Whether the same is said under a higher version. */
  private boolean isRaised(Snapshot before) {
    return bridges.values().stream()
        .flatMap(bridge -> bridge.snapshots().stream())
        .anyMatch(now -> now.version() > before.version() && now.sameAs(before));
  }

  private DiscoveryBridge judge() {
    return bridges.values().stream()
        .filter(bridge -> !bridge.snapshots().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private List<String> ring() {
    return bridges.values().stream()
        .flatMap(bridge -> bridge.snapshots().stream())
        .map(Snapshot::ring)
        .findFirst()
        .orElse(List.of());
  }

  private static String nameOn(RedisPod pod) {
    return nameOn(pod.node().name());
  }

  private static String nameOn(String node) {
    return Map.of("node-1", "a", "node-2", "b", "node-3", "c").get(node);
  }

  private boolean soleChecker(RedisPod pod, Agent dead) {
    List<String> checkers = checkers(pod);
    return checkers.size() == 1 && !checkers.contains(dead.name());
  }

  /** The agents that have a connection to this pod. */
  private static List<String> checkers(RedisPod pod) {
    return pod.command("CLIENT", "LIST")
        .lines()
        .flatMap(line -> Stream.of(line.split(" ")))
        .filter(word -> word.startsWith("name=redpoll-"))
        .map(word -> word.substring("name=redpoll-".length()))
        .toList();
  }
}
