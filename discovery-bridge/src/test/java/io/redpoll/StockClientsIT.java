package io.redpoll;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.Agent;
import io.redpoll.health.Agents;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.registry.RegistryMetrics;
import io.redpoll.registry.ServiceRecord;
import io.redpoll.testing.Await;
import io.redpoll.testkit.RedpollTest;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.SentinelSpec;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisStandaloneConnectOptions;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.types.RedisDataSource;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What applications do that know nothing of Redpoll: the stock classes of Vert.x find the right pod by the records alone. */
@RedpollTest
class StockClientsIT {

  private static final int CEILING_SECONDS = 30;
  private static final Agent SELF = new Agent("agent-1", "", "");
  private static final JsonObject PRIMARY =
      new JsonObject().put("name", "session").put("redpoll.role", "primary");
  private static final Map<String, String> REPLICATED = Map.of("redpoll.io/topology", "replicated");

  @Test
  void br01_thePrimaryIsReachedAlsoAfterAPromotionByHand(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    StatefulSet set = cluster.statefulSet(session(REPLICATED));
    ServiceDiscovery discovery = deployed(cluster, vertx, events);
    assertReached(vertx, discovery, set.pod(0));
    RedisPod old = set.pod(0);
    RedisPod promoted = set.pod(1);
    assertThat(promoted.command("REPLICAOF", "NO", "ONE")).isEqualTo("OK");
    for (RedisPod other : List.of(old, set.pod(2))) {
      assertThat(other.command("REPLICAOF", promoted.host(), "" + promoted.port()))
          .isEqualTo("OK");
    }
    assertThat(events.await(EventType.PRIMARY_CHANGED).to()).isEqualTo(promoted.name());
    assertReached(vertx, discovery, promoted);
  }

  @Test
  void br01_thePrimaryIsReachedAlsoAfterSentinelsReplacedIt(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    StatefulSet set = cluster.statefulSet(session(Map.of()));
    cluster.sentinels(set, SentinelSpec.of("session-sentinel"));
    ServiceDiscovery discovery = deployed(cluster, vertx, events);
    assertReached(vertx, discovery, set.pod(0));
    set.pod(0).kill();
    RedisPod promoted = set.pod(events.await(EventType.PRIMARY_CHANGED).to());
    assertThat(promoted.name()).isNotEqualTo("session-0");
    assertReached(vertx, discovery, promoted);
  }

  @Test
  void br02_noLabelOfAServiceReachesTheOptionsOfTheStockClient(
      KubernetesCluster cluster, Vertx vertx) throws Exception {
    Set<String> words = optionNames();
    assertThat(words).contains("endpoints", "role", "topology", "type", "password", "ssl");
    Map<String, String> labels = new HashMap<>(REPLICATED);
    words.forEach(word -> labels.put(word, "nonsense"));
    labels.putAll(Map.of("redpoll", "nonsense", "redpoll.role", "nonsense", "name", "nonsense"));
    EventQueue events = EventQueue.of(vertx);
    StatefulSet set = cluster.statefulSet(session(labels));
    ServiceDiscovery discovery = deployed(cluster, vertx, events);
    Record record = awaitRecord(vertx, discovery, PRIMARY, set.pod(0));
    assertThat(record.getMetadata().fieldNames()).doesNotContainAnyElementsOf(words);
    JsonObject own = record.getMetadata().getJsonObject("redpoll");
    assertThat(own.fieldNames())
        .containsExactlyInAnyOrder(
            "v",
            "service",
            "id",
            "shard",
            "pod",
            "host",
            "port",
            "node",
            "zone",
            "ready",
            "serving",
            "terminating",
            "status",
            "role",
            "fenced",
            "reason",
            "unreachableFrom");
    assertThat(own.getString("pod")).isEqualTo("session-0");
    assertThat(own.getString("role")).isEqualTo("primary");
    assertThat(own.getString("host")).isEqualTo(set.pod(0).host());
    assertReached(vertx, discovery, set.pod(0));
  }

  /** Why labels have no place at the top of a record's metadata. */
  @Test
  void br02_whatTheStockClientMakesOfALabel() {
    JsonObject label = new JsonObject().put("role", "nonsense");
    assertThatThrownBy(() -> new RedisOptions(label)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIdleClusterIsNotWritten(KubernetesCluster cluster, Vertx vertx) throws Exception {
    EventQueue events = EventQueue.of(vertx);
    StatefulSet set = cluster.statefulSet(session(REPLICATED));
    Agents agents = new Agents(SELF);
    ServiceDiscovery discovery = ServiceDiscovery.create(vertx);
    DiscoveryBridge bridge =
        new DiscoveryBridge(vertx, discovery, options(cluster), agents.of(SELF.name()));
    Await.result(bridge.start());
    events.await(EventType.SERVICE_UP);
    for (RedisPod pod : set.pods()) {
      awaitRecord(vertx, discovery, recordOf(pod).put("redpoll.status", "UP"), pod);
    }
    RegistryMetrics before = bridge.metrics().registry();
    BlockingQueue<JsonObject> written = announcements(vertx, discovery);
    awaitChecks(vertx, bridge, set.pods());
    forceReconcile(vertx, bridge, agents);
    forceReconcile(vertx, bridge, agents);
    RegistryMetrics after = bridge.metrics().registry();
    assertThat(after.updates()).isEqualTo(before.updates());
    assertThat(after.removals()).isEqualTo(before.removals());
    assertThat(after.repairs()).isEqualTo(before.repairs());
    set.pod(2).freeze();
    Snapshot first = ServiceRecord.snapshot(new Record(written.poll(CEILING_SECONDS, SECONDS)));
    assertThat(first.endpoints())
        .as("what is heard first is the first change")
        .anyMatch(state -> state.endpoint().pod().equals("session-2") && !state.usable());
    set.pod(2).thaw();
    Await.result(bridge.stop());
  }

  private static StatefulSetSpec session(Map<String, String> labels) {
    return StatefulSetSpec.primaryReplica("shop", "session", "session", 3)
        .withServiceLabels(labels);
  }

  private static DiscoveryOptions options(KubernetesCluster cluster) {
    return DiscoveryOptions.of(KubernetesOptions.of(URI.create(cluster.api().uri())));
  }

  /** An agent at work that has found the Service well, and the registry as an application sees it. */
  private static ServiceDiscovery deployed(
      KubernetesCluster cluster, Vertx vertx, EventQueue events) throws Exception {
    Await.result(vertx.deployVerticle(new DiscoveryVerticle(options(cluster))));
    while (!events.await(EventType.SERVICE_UP).service().name().equals("session")) {
      // Sentinels may be well before what they watch.
    }
    return ServiceDiscovery.create(vertx);
  }

  /** What a stock client reaches is the very process of this pod. */
  private static void assertReached(Vertx vertx, ServiceDiscovery discovery, RedisPod pod)
      throws Exception {
    awaitRecord(vertx, discovery, PRIMARY, pod);
    Redis stock = Await.result(RedisDataSource.getRedisClient(discovery, PRIMARY));
    RedisAPI redis = RedisAPI.api(stock);
    assertThat(runId(Await.result(redis.info(List.of("server"))).toString()))
        .isEqualTo(runId(pod.command("INFO", "server")));
    assertThat(Await.result(redis.set(List.of("written-to", pod.name())))).hasToString("OK");
    assertThat(pod.command("GET", "written-to")).isEqualTo(pod.name());
    Await.result(stock.close());
  }

  private static String runId(String info) {
    return info.lines().filter(line -> line.startsWith("run_id:")).findFirst().orElseThrow();
  }

  private static JsonObject recordOf(RedisPod pod) {
    return new JsonObject().put("name", "session").put("redpoll.pod", pod.name());
  }

  /** Waits until a stock look-up finds the record of this pod. */
  private static Record awaitRecord(
      Vertx vertx, ServiceDiscovery discovery, JsonObject filter, RedisPod pod) throws Exception {
    BlockingQueue<JsonObject> written = announcements(vertx, discovery);
    Record found = Await.result(discovery.getRecord(filter));
    while (found == null || !pod.uid().equals(found.getMetadata().getString("kubernetes.uuid"))) {
      assertThat(written.poll(CEILING_SECONDS, SECONDS))
          .as("not %s, but %s", pod, found)
          .isNotNull();
      found = Await.result(discovery.getRecord(filter));
    }
    return found;
  }

  private static BlockingQueue<JsonObject> announcements(Vertx vertx, ServiceDiscovery discovery)
      throws Exception {
    BlockingQueue<JsonObject> announced = new LinkedBlockingQueue<>();
    Await.result(vertx
        .eventBus()
        .<JsonObject>consumer(
            discovery.options().getAnnounceAddress(), message -> announced.add(message.body()))
        .completion());
    return announced;
  }

  /** Returns when each pod was checked three times more. */
  private static void awaitChecks(Vertx vertx, DiscoveryBridge bridge, List<RedisPod> pods)
      throws Exception {
    Map<EndpointId, Integer> checks = new ConcurrentHashMap<>();
    bridge.onCheck(seen -> checks.merge(seen.endpoint(), 1, Integer::sum));
    Await.until(
        vertx,
        () -> checks.size() == pods.size() && checks.values().stream().allMatch(n -> n >= 3));
  }

  /** News of a membership that did not change: the registry is compared with what it should say. */
  private static void forceReconcile(Vertx vertx, DiscoveryBridge bridge, Agents agents)
      throws Exception {
    long before = bridge.metrics().registry().reconciles();
    agents.become(SELF);
    Await.until(vertx, () -> bridge.metrics().registry().reconciles() > before);
  }

  /** Every word that the options of the stock client listen to, set or not. */
  private static Set<String> optionNames() {
    Set<String> names = new TreeSet<>(new RedisOptions().toJson().fieldNames());
    names.addAll(new NetClientOptions().toJson().fieldNames());
    names.addAll(new RedisStandaloneConnectOptions().toJson().fieldNames());
    Stream.of(RedisOptions.class, NetClientOptions.class, RedisStandaloneConnectOptions.class)
        .flatMap(options -> Stream.of(options.getMethods()))
        .map(Method::getName)
        .filter(name -> name.startsWith("set"))
        .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
        .forEach(names::add);
    return names;
  }
}
