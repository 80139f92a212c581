package io.redpoll.agent.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.redpoll.agent.chaos.Network;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.redpoll.testkit.redis.Programs;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code k8s/examples/orders-sentinel.yaml}, run as it stands: it does what it promises, and Redpoll sees it so. */
@Timeout(300)
class OrdersSentinelIT {

  private static final ServiceId ORDERS = new ServiceId("shop", "orders");
  private static final ServiceId SENTINELS = new ServiceId("shop", "orders-sentinel");

  /** Three of Redis, three of Sentinel, and one each for those that come back. */
  private static final int HOSTS = 8;

  @TempDir
  private Path directory;

  private Network network;
  private KubernetesApi api;
  private Pods pods;
  private View redpoll;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        Programs.onPath("redis-server").isPresent()
            && Programs.onPath("redis-cli").isPresent(),
        "skipped: no redis-server and redis-cli (Debian: apt-get install redis-server)");
    network = Network.of(HOSTS);
    assumeTrue(
        !network.host(0).enter().isEmpty(),
        "skipped: no network namespaces (Linux, root and ip are needed)");
    api = KubernetesApi.start();
    pods =
        new Pods(Example.of("orders-sentinel.yaml"), ORDERS.namespace(), network, api, directory);
    redpoll = View.of(api.uri());
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable part :
        Stream.of(redpoll, pods, api, network).filter(p -> p != null).toList()) {
      part.close();
    }
  }

  @Test
  void namesHoldFromTheFirstStartThroughAFailoverToTheReturnUnderOtherAddresses() throws Exception {
    startForTheFirstTime();
    Pod successor = losePrimary();
    bringBack(successor);
    restartSentinel(successor);
  }

  private void startForTheFirstTime() throws IOException {
    Pod first = pods.start(ORDERS.name(), 0).get(0);
    assertThat(first.ask("set", "order", "lost")).contains("NOREPLICAS");
    List<Pod> sentinels = pods.start(SENTINELS.name(), 0, 1, 2);
    redpoll.until(SENTINELS, OrdersSentinelIT::areSentinels);

    Future<JsonObject> up = redpoll.next(EventType.SERVICE_UP, ORDERS);
    pods.start(ORDERS.name(), 1);
    pods.start(ORDERS.name(), 2);
    redpoll.until(ORDERS, snapshot -> isWell(snapshot, first));
    assertThat(causes(View.await(up))).contains(named(first));
    first.await(info -> info.contains("min_slaves_good_slaves:2"), "info", "replication");
    assertThat(first.ask("set", "order", "1")).isEqualTo("OK");
    for (Pod sentinel : sentinels) {
      awaitComplete(sentinel);
      assertThat(primaryBy(sentinel)).isEqualTo(nameOf(first));
    }
  }

  /** Who follows it. */
  private Pod losePrimary() throws IOException {
    Future<JsonObject> changed = redpoll.next(EventType.PRIMARY_CHANGED, ORDERS);
    pods.pod("orders-0").kill();
    JsonObject event = View.await(changed);

    assertThat(event.getString("from")).isEqualTo("orders-0");
    assertThat(event.getString("to")).isIn("orders-1", "orders-2");
    Pod successor = pods.pod(event.getString("to"));
    assertThat(causes(event)).contains(named(successor));
    successor.await(info -> info.contains("min_slaves_good_slaves:1"), "info", "replication");
    assertThat(successor.ask("set", "order", "2")).isEqualTo("OK");
    return successor;
  }

  private void bringBack(Pod successor) throws IOException {
    String before = pods.pod("orders-0").address();
    Pod back = pods.start(ORDERS.name(), 0).get(0);

    assertThat(back.address()).isNotEqualTo(before);
    redpoll.until(ORDERS, snapshot -> isWell(snapshot, successor));
    assertThat(back.ask("get", "order")).isEqualTo("2");
  }

  /** While the first that it would ask is silent. */
  private void restartSentinel(Pod primary) throws IOException {
    Future<JsonObject> down = redpoll.next(EventType.SERVICE_DOWN, SENTINELS);
    pods.pod("orders-sentinel-0").freeze();
    pods.pod("orders-sentinel-1").kill();
    Pod back = pods.start(SENTINELS.name(), 1).get(0);
    assertThat(primaryBy(back)).isEqualTo(nameOf(primary));

    pods.pod("orders-sentinel-0").thaw();
    awaitComplete(back);
    String id = back.ask("sentinel", "myid");
    for (String other : List.of("orders-sentinel-0", "orders-sentinel-2")) {
      pods.pod(other).await(known -> known.contains(id), "sentinel", "sentinels", "orders");
      awaitComplete(pods.pod(other));
    }
    redpoll.until(SENTINELS, OrdersSentinelIT::areSentinels);
    redpoll.until(ORDERS, snapshot -> isWell(snapshot, primary));
    assertThat(down.isComplete()).as("one answered all the time").isFalse();
  }

  /** Waits until a Sentinel knows the two others, and two replicas. */
  private static void awaitComplete(Pod sentinel) throws IOException {
    sentinel.await(
        known -> known.contains("num-slaves\n2\n") && known.contains("num-other-sentinels\n2\n"),
        "sentinel",
        "master",
        "orders");
  }

  private static String primaryBy(Pod sentinel) throws IOException {
    return sentinel
        .ask("sentinel", "get-master-addr-by-name", "orders")
        .lines()
        .findFirst()
        .get();
  }

  private static String causes(JsonObject event) {
    return event.getJsonArray("cause").encode();
  }

  /** What Redpoll says of Sentinels whose word it has understood. */
  private static String named(Pod primary) {
    return "names " + nameOf(primary) + ":6379 as the primary of orders";
  }

  private static String nameOf(Pod pod) {
    return pod.name() + ".orders.shop.svc";
  }

  private static boolean isWell(Snapshot snapshot, Pod primary) {
    return snapshot.topology() == Topology.REPLICATED
        && snapshot.primary().equals(Optional.of(id(primary)))
        && snapshot.endpoints().size() == 3
        && snapshot.endpoints().stream()
            .allMatch(state -> isUp(state)
                && !state.fenced()
                && state.role() == (state.id().equals(id(primary)) ? Role.PRIMARY : Role.REPLICA));
  }

  private static boolean areSentinels(Snapshot snapshot) {
    return snapshot.endpoints().size() == 3
        && snapshot.endpoints().stream()
            .allMatch(state -> isUp(state) && state.role() == Role.SENTINEL);
  }

  private static boolean isUp(EndpointState state) {
    return state.status() == Status.UP;
  }

  private static EndpointId id(Pod pod) {
    return EndpointId.ofPod(ORDERS.namespace(), pod.uid(), pod.workload().port());
  }
}
