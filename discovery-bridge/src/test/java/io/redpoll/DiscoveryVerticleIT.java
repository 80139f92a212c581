package io.redpoll;

import static io.redpoll.endpoint.Samples.pod;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.registry.ServiceRecord;
import io.redpoll.testkit.RedpollTest;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.types.RedisDataSource;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The main job, end to end: real Redis pods known to a Kubernetes API become checked, announced, balanced handles. */
@RedpollTest
class DiscoveryVerticleIT {

  private static final Map<String, String> REPLICATED = Map.of("redpoll.io/topology", "replicated");
  private static final Map<String, String> SHARDED = Map.of("redpoll.io/topology", "sharded");

  @Test
  void aPodIsFoundCheckedAnnouncedAndServed(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1));
    deploy(vertx, cluster);
    HealthEvent up = events.await(EventType.ENDPOINT_UP, "one-0");
    assertThat(up.cause()).isNotEmpty();
    RedisAPI redis = handle(vertx, "shop/one");
    get(redis.set(List.of("k", "v")));
    assertThat(get(redis.get("k"))).hasToString("v");
    assertThat(cluster.pod("one-0").command("GET", "k")).isEqualTo("v");
  }

  @Test
  void aKilledShardIsAnnouncedAndItsSuccessorServes(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    cluster.statefulSet(
        StatefulSetSpec.independent("shop", "cache", "cache", 3).withServiceLabels(SHARDED));
    deploy(vertx, cluster);
    events.await(EventType.SERVICE_UP);
    RedisAPI redis = handle(vertx, "shop/cache");
    fill(redis, "first");
    cluster.pod("cache-1").kill();
    assertThat(events.await(EventType.ENDPOINT_DOWN, "cache-1").to()).isEqualTo("DOWN");
    events.await(EventType.ENDPOINT_RESTARTED, "cache-1");
    events.await(EventType.ENDPOINT_UP, "cache-1");
    fill(redis, "second");
    for (RedisPod pod : cluster.pods()) {
      assertThat(pod.command("DBSIZE")).as("keys on " + pod.name()).isNotEqualTo("0");
    }
  }

  @Test
  void writesGoToThePrimaryAlsoAfterItWasReplaced(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    StatefulSet set =
        cluster.statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 3)
            .withServiceLabels(REPLICATED));
    deploy(vertx, cluster);
    events.await(EventType.SERVICE_UP);
    RedisAPI redis = handle(vertx, "shop/session");
    get(redis.hset(List.of("session:1", "user", "ada")));
    assertThat(set.pod(0).command("HGET", "session:1", "user")).isEqualTo("ada");
    RedisPod old = set.pod(0);
    old.kill();
    HealthEvent changed = events.await(EventType.PRIMARY_CHANGED);
    assertThat(changed.to()).isEqualTo("session-0");
    get(redis.hset(List.of("session:2", "user", "grace")));
    assertThat(set.awaitReplacement(old).command("HGET", "session:2", "user")).isEqualTo("grace");
  }

  @Test
  void aFrozenPodIsDownThoughKubernetesSeesNothing(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1));
    deploy(vertx, cluster);
    events.await(EventType.ENDPOINT_UP);
    cluster.pod("one-0").freeze();
    assertThat(events.await(EventType.ENDPOINT_DOWN).cause()).hasSizeGreaterThan(1);
    cluster.pod("one-0").thaw();
    events.await(EventType.ENDPOINT_UP);
  }

  @Test
  void rf12_anOutageOfTheApiLosesNothing(KubernetesCluster cluster, Vertx vertx) throws Exception {
    EventQueue events = EventQueue.of(vertx);
    cluster.statefulSet(
        StatefulSetSpec.independent("shop", "cache", "cache", 2).withServiceLabels(SHARDED));
    deploy(vertx, cluster);
    events.await(EventType.SERVICE_UP);
    RedisAPI redis = handle(vertx, "shop/cache");
    cluster.api().stop();
    cluster.pod("cache-1").freeze();
    events.await(EventType.ENDPOINT_DOWN, "cache-1");
    cluster.pod("cache-1").thaw();
    events.await(EventType.ENDPOINT_UP, "cache-1");
    fill(redis, "without the API");
    cluster.api().resume();
    RedisPod old = cluster.pod("cache-1");
    old.kill();
    events.await(EventType.ENDPOINT_RESTARTED, "cache-1");
  }

  @Test
  void anApiThatStartsLaterIsFound(KubernetesCluster cluster, Vertx vertx) throws Exception {
    EventQueue events = EventQueue.of(vertx);
    cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1));
    cluster.api().stop();
    deploy(vertx, cluster);
    cluster.api().resume();
    events.await(EventType.ENDPOINT_UP);
  }

  @Test
  void br01_aStockClientFindsThePrimaryByAFilter(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    StatefulSet set =
        cluster.statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 2)
            .withServiceLabels(REPLICATED));
    deploy(vertx, cluster);
    events.await(EventType.SERVICE_UP);
    ServiceDiscovery discovery = ServiceDiscovery.create(vertx);
    JsonObject primary = new JsonObject().put("name", "session").put("redpoll.role", "primary");
    BlockingQueue<JsonObject> written = announcements(vertx, discovery);
    while (get(discovery.getRecord(primary)) == null) {
      written.poll(1, SECONDS);
    }
    Redis stock = get(RedisDataSource.getRedisClient(discovery, primary));
    get(RedisAPI.api(stock).set(List.of("k", "v")));
    assertThat(set.pod(0).command("GET", "k")).isEqualTo("v");
    get(stock.close());
  }

  @Test
  void aRestartOfTheAgentLeavesUnchangedRecordsUntouched(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    cluster.statefulSet(
        StatefulSetSpec.independent("shop", "cache", "cache", 2).withServiceLabels(SHARDED));
    String first = deploy(vertx, cluster);
    HealthEvent up = events.await(EventType.SERVICE_UP);
    ServiceDiscovery discovery = ServiceDiscovery.create(vertx);
    awaitVersion(discovery, up);
    get(vertx.undeploy(first));
    BlockingQueue<JsonObject> written = announcements(vertx, discovery);
    deploy(vertx, cluster);
    cluster.pod("cache-1").freeze();
    HealthEvent down = events.await(EventType.ENDPOINT_DOWN, "cache-1");
    assertThat(down.version()).isGreaterThan(up.version());
    assertThat(namesOfFirst(2, written)).containsExactlyInAnyOrder("the Service", "cache-1");
    cluster.pod("cache-1").thaw();
  }

  @Test
  void br08_recordsOfAServiceThatIsGoneAreSwept(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    ServiceDiscovery discovery = ServiceDiscovery.create(vertx);
    ServiceId gone = new ServiceId("shop", "gone");
    get(discovery.update(ServiceRecord.of(new Snapshot(
        gone,
        ServiceSettings.DEFAULT,
        1,
        0,
        Topology.STANDALONE,
        Optional.empty(),
        List.of(),
        List.of(new EndpointState(pod(0), Status.UP, Role.PRIMARY, false, ""))))));
    BlockingQueue<JsonObject> written = announcements(vertx, discovery);
    deploy(vertx, cluster);
    while (get(discovery.getRecord(ServiceRecord.registration(gone))) != null) {
      written.poll(1, SECONDS);
    }
  }

  @Test
  void anInvalidLabelIsAnnouncedAndIgnored(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    EventQueue events = EventQueue.of(vertx);
    cluster.statefulSet(StatefulSetSpec.independent("shop", "one", "one", 1)
        .withServiceLabels(Map.of("redpoll.io/topology", "torus")));
    deploy(vertx, cluster);
    assertThat(events.await(EventType.CONFIG_INVALID).to()).contains("torus");
    events.await(EventType.ENDPOINT_UP);
  }

  private static String deploy(Vertx vertx, KubernetesCluster cluster) throws Exception {
    KubernetesOptions kubernetes = KubernetesOptions.of(URI.create(cluster.api().uri()));
    return get(vertx.deployVerticle(new DiscoveryVerticle(DiscoveryOptions.of(kubernetes))));
  }

  private static RedisAPI handle(Vertx vertx, String service) {
    RedisHandleOptions options = new RedisHandleOptions().setService(service);
    return RedisAPI.api(RedisHandle.create(vertx, ServiceDiscovery.create(vertx), options));
  }

  private static void fill(RedisAPI redis, String value) throws Exception {
    for (int i = 0; i < 100; i++) {
      get(redis.set(List.of("key-" + i, value)));
      assertThat(get(redis.get("key-" + i))).hasToString(value);
    }
  }

  private static void awaitVersion(ServiceDiscovery discovery, HealthEvent event) throws Exception {
    while (true) {
      Record record = get(discovery.getRecord(ServiceRecord.registration(event.service())));
      if (record != null && ServiceRecord.snapshot(record).version() >= event.version()) {
        return;
      }
    }
  }

  private static BlockingQueue<JsonObject> announcements(Vertx vertx, ServiceDiscovery discovery)
      throws Exception {
    BlockingQueue<JsonObject> announced = new LinkedBlockingQueue<>();
    get(vertx
        .eventBus()
        .<JsonObject>consumer(
            discovery.options().getAnnounceAddress(), message -> announced.add(message.body()))
        .completion());
    return announced;
  }

  /** Of so many different records that are written, the pods; announcements come after what they tell of. */
  private static Set<String> namesOfFirst(int count, BlockingQueue<JsonObject> written)
      throws Exception {
    Set<String> names = new HashSet<>();
    while (names.size() < count) {
      JsonObject record = written.poll(30, SECONDS);
      assertThat(record).as("announced after " + names).isNotNull();
      names.add(record.getJsonObject("metadata").getString("redpoll.pod", "the Service"));
    }
    return names;
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.await(30, SECONDS);
  }
}
