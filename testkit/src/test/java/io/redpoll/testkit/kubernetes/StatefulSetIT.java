package io.redpoll.testkit.kubernetes;

import static io.redpoll.testkit.kubernetes.ApiClient.PODS;
import static io.redpoll.testkit.kubernetes.ApiClient.SLICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.testkit.redis.Addressing;
import io.redpoll.testkit.redis.RedisServerException;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatefulSetIT {

  private static final PodTiming BRISK = new PodTiming(
      Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofSeconds(1));
  private static final KubernetesClusterOptions OPTIONS =
      KubernetesClusterOptions.DEFAULT.withTiming(BRISK);
  private static final StatefulSetSpec REDIS =
      StatefulSetSpec.independent("shop", "redis", "redis-headless", 3);

  private KubernetesCluster cluster = KubernetesCluster.start(OPTIONS);

  @AfterEach
  void close() {
    List<RedisPod> pods = cluster.pods();
    cluster.close();
    assertThat(pods).noneMatch(RedisPod::alive);
  }

  @Test
  void podsAreProcessesThatTheApiKnows() throws Exception {
    StatefulSet redis = cluster.statefulSet(REDIS);
    assertThat(redis.pods())
        .extracting(RedisPod::name)
        .containsExactly("redis-0", "redis-1", "redis-2");
    assertThat(redis.pods())
        .extracting(pod -> pod.node().zone())
        .containsExactly("zone-a", "zone-b", "zone-c");
    assertThat(redis.pods()).allMatch(pod -> pod.command("ROLE").startsWith("master"));
    RedisPod pod = cluster.pod("redis-1");
    assertThat(cluster
            .api()
            .find(Kind.POD, "shop", "redis-1")
            .orElseThrow()
            .getJsonObject("status")
            .getString("podIP"))
        .isEqualTo(pod.host());
    assertThat(slices()).hasSize(1);
    assertThat(slices().get(0).getJsonArray("ports").getJsonObject(0))
        .isEqualTo(
            new JsonObject().put("name", "redis").put("port", pod.port()).put("protocol", "TCP"));
    assertThat(endpoints()).hasSize(3);
    assertThat(endpoints().get(1)).isEqualTo(new JsonObject("""
            {"addresses": ["%s"], "conditions": {"ready": true, "serving": true, "terminating": false},
             "hostname": "redis-1", "nodeName": "node-2", "zone": "zone-b",
             "targetRef": {"kind": "Pod", "namespace": "shop", "name": "redis-1", "uid": "%s"}}
            """.formatted(pod.host(), pod.uid())));
  }

  @Test
  void aSuccessorHasTheVolumeAndNobodyElseDoes() {
    StatefulSet redis = cluster.statefulSet(REDIS.withVolumes());
    RedisPod old = redis.pod("redis-1");
    old.command("SET", "k", "v");
    old.command("SAVE");
    old.kill();
    assertThat(redis.awaitReplacement(old).command("GET", "k")).isEqualTo("v");
    RedisPod other = redis.pod("redis-2");
    other.kill();
    assertThat(redis.awaitReplacement(other).command("DBSIZE")).isEqualTo("0");
  }

  @Test
  void aContainerThatIsRestartedInPlaceLeavesThePodAsItIs() {
    StatefulSet redis = cluster.statefulSet(REDIS);
    RedisPod pod = redis.pod("redis-1");
    long before = pod.pid();
    pod.command("SET", "k", "v");
    pod.command("SAVE");
    pod.restartInPlace(() -> assertThat(pod.alive()).isFalse());
    assertThat(pod.pid()).isNotEqualTo(before);
    assertThat(pod.command("GET", "k")).isEqualTo("v");
    assertThat(redis.pods()).contains(pod);
    // It is watched as before: when it crashes, the set replaces it.
    pod.kill();
    assertThat(redis.awaitReplacement(pod).uid()).isNotEqualTo(pod.uid());
  }

  @Test
  void aKilledPodIsNotReadyFirstThenReplacedUnderItsName() throws Exception {
    StatefulSet redis = cluster.statefulSet(REDIS.withServiceLabels(Map.of("app", "redis")));
    RedisPod old = redis.pod("redis-1");
    try (Watch watch = ApiClient.of(cluster.api())
        .watch(SLICES + "?watch=1&labelSelector=app%3Dredis&resourceVersion="
            + cluster.api().resourceVersion())) {
      old.kill();
      RedisPod fresh = redis.awaitReplacement(old);
      assertThat(fresh.name()).isEqualTo(old.name());
      assertThat(fresh.uid()).isNotEqualTo(old.uid());
      assertThat(fresh.host() + ":" + fresh.port()).isNotEqualTo(old.host() + ":" + old.port());
      assertThat(fresh.node()).isEqualTo(old.node());
      assertThat(fresh.command("PING")).isEqualTo("PONG");
      assertThat(cluster.pod("redis-1")).isSameAs(fresh);
      assertThat(states(watch, 3))
          .containsExactly(
              "redis-0:ready redis-1:dead redis-2:ready",
              "redis-0:ready redis-2:ready",
              "redis-0:ready redis-1:ready redis-2:ready");
    }
  }

  @Test
  void aDeletedPodTerminatesFirst() throws Exception {
    StatefulSet redis = cluster.statefulSet(REDIS);
    RedisPod old = redis.pod(2);
    try (Watch watch = watchSlices();
        Watch pods = ApiClient.of(cluster.api())
            .watch(PODS + "?watch=1&resourceVersion=" + cluster.api().resourceVersion())) {
      old.delete();
      assertThat(old.alive()).isTrue();
      redis.awaitReplacement(old);
      assertThat(old.alive()).isFalse();
      assertThat(states(watch, 3))
          .containsExactly(
              "redis-0:ready redis-1:ready redis-2:terminating",
              "redis-0:ready redis-1:ready",
              "redis-0:ready redis-1:ready redis-2:ready");
      JsonObject marked = pods.event().getJsonObject("object");
      assertThat(marked.getJsonObject("metadata").getString("deletionTimestamp"))
          .isNotNull();
      assertThat(pods.event().getString("type")).isEqualTo("DELETED");
      assertThat(pods.event().getString("type")).isEqualTo("ADDED");
    }
  }

  @Test
  void aTerminatedProcessIsACrashToKubernetes() throws Exception {
    StatefulSet redis = cluster.statefulSet(REDIS);
    RedisPod old = redis.pod(0);
    try (Watch watch = watchSlices()) {
      old.terminate();
      redis.awaitReplacement(old);
      assertThat(states(watch, 1)).containsExactly("redis-0:dead redis-1:ready redis-2:ready");
    }
  }

  @Test
  void aFrozenPodStaysReadyAndIsKilledAfterItsGraceWhenDeleted() {
    StatefulSet redis = cluster.statefulSet(REDIS);
    RedisPod frozen = redis.pod(1);
    long before = cluster.api().resourceVersion();
    frozen.freeze();
    assertThat(cluster.api().resourceVersion()).isEqualTo(before);
    frozen.delete();
    assertThat(redis.awaitReplacement(frozen).command("PING")).isEqualTo("PONG");
  }

  @Test
  void aThawedPodAnswersAgain() {
    StatefulSet redis = cluster.statefulSet(REDIS);
    redis.pod(1).freeze();
    redis.pod(1).thaw();
    assertThat(redis.pod(1).command("PING")).isEqualTo("PONG");
  }

  @Test
  void replicasFollowPodZeroToItsNewAddress() {
    StatefulSet session =
        cluster.statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 3));
    RedisPod old = session.pod(0);
    assertThat(follows(session, 1)).isEqualTo(old.host() + " " + old.port());
    old.kill();
    RedisPod fresh = session.awaitReplacement(old);
    assertThat(follows(session, 1)).isEqualTo(fresh.host() + " " + fresh.port());
    assertThat(follows(session, 2)).isEqualTo(fresh.host() + " " + fresh.port());
    RedisPod replica = session.pod(2);
    replica.kill();
    session.awaitReplacement(replica);
    assertThat(follows(session, 2)).isEqualTo(fresh.host() + " " + fresh.port());
  }

  @Test
  void aPromotedReplicaIsLeftAlone() {
    StatefulSet session =
        cluster.statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 3));
    RedisPod old = session.pod(0);
    RedisPod promoted = session.pod(1);
    promoted.command("REPLICAOF", "NO", "ONE");
    session.pod(2).command("REPLICAOF", promoted.host(), Integer.toString(promoted.port()));
    old.kill();
    session.awaitReplacement(old);
    assertThat(promoted.command("ROLE")).startsWith("master");
    assertThat(follows(session, 2)).isEqualTo(promoted.host() + " " + promoted.port());
  }

  @Test
  void aReplicaThatWasFrozenWhenPodZeroMovedFollowsWhenThawed() {
    StatefulSet session =
        cluster.statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 2));
    RedisPod old = session.pod(0);
    session.pod(1).freeze();
    old.kill();
    RedisPod fresh = session.awaitReplacement(old);
    session.pod(1).thaw();
    assertThat(follows(session, 1)).isEqualTo(fresh.host() + " " + fresh.port());
  }

  @Test
  void scalingStartsAndEndsPods() {
    StatefulSet redis = cluster.statefulSet(REDIS);
    RedisPod last = redis.pod(2);
    redis.scale(1);
    assertThat(redis.pods()).extracting(RedisPod::name).containsExactly("redis-0");
    assertThat(last.alive()).isFalse();
    assertThat(cluster.api().find(Kind.POD, "shop", "redis-2")).isEmpty();
    redis.scale(2);
    assertThat(redis.pods()).extracting(RedisPod::name).containsExactly("redis-0", "redis-1");
    assertThat(endpoints()).hasSize(2);
  }

  @Test
  void ep20_aServiceScaledToZeroKeepsAnEmptySliceAndADeletedOneNone() {
    StatefulSet redis = cluster.statefulSet(REDIS);
    redis.scale(0);
    assertThat(slices()).hasSize(1);
    assertThat(endpoints()).isEmpty();
    redis.delete();
    assertThat(slices()).isEmpty();
  }

  @Test
  void aRollingRestartReplacesEveryPodFromTheLastToTheFirst() throws Exception {
    StatefulSet redis = cluster.statefulSet(REDIS);
    List<String> before = redis.pods().stream().map(RedisPod::uid).toList();
    try (Watch watch = watchSlices()) {
      redis.rollingRestart();
      assertThat(redis.pods()).hasSize(3).noneMatch(pod -> before.contains(pod.uid()));
      assertThat(states(watch, 9).stream().filter(state -> state.contains("terminating")))
          .containsExactly(
              "redis-0:ready redis-1:ready redis-2:terminating",
              "redis-0:ready redis-1:terminating redis-2:ready",
              "redis-0:terminating redis-1:ready redis-2:ready");
    }
  }

  @Test
  void ep08_podsThatListenOnDifferentPortsAreInDifferentSlices() {
    cluster.close();
    cluster = KubernetesCluster.start(
        OPTIONS.withRedis(RedisServerOptions.DEFAULT.withAddressing(Addressing.OWN_PORT)));
    StatefulSet redis = cluster.statefulSet(REDIS);
    assertThat(slices()).hasSize(3);
    assertThat(slices())
        .extracting(slice -> slice.getJsonArray("ports").getJsonObject(0).getInteger("port"))
        .containsExactlyInAnyOrderElementsOf(
            redis.pods().stream().map(RedisPod::port).toList());
    RedisPod old = redis.pod(0);
    old.kill();
    redis.awaitReplacement(old);
    assertThat(slices()).hasSize(3);
    assertThat(endpoints()).hasSize(3);
  }

  @Test
  void aSetIsNotCreatedTwice() {
    cluster.statefulSet(REDIS.withPortName("tcp-redis"));
    assertThatThrownBy(() -> cluster.statefulSet(REDIS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: another name and another service");
    assertThatThrownBy(() -> cluster.pod("redis-9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis-9");
  }

  @Test
  void aServerThatDoesNotStartIsSaidInOneLine() {
    StatefulSetSpec wrong = REDIS.withRedisArgs(List.of("--no-such-key", "1"));
    assertThatThrownBy(() -> cluster.statefulSet(wrong))
        .isInstanceOf(RedisServerException.class)
        .hasMessageContaining("no-such-key");
  }

  private Watch watchSlices() throws Exception {
    return ApiClient.of(cluster.api())
        .watch(SLICES + "?watch=1&resourceVersion=" + cluster.api().resourceVersion());
  }

  private List<JsonObject> slices() {
    try {
      JsonObject list = ApiClient.of(cluster.api()).json(SLICES);
      return list.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    } catch (Exception failed) {
      throw new AssertionError("list failed", failed);
    }
  }

  private List<JsonObject> endpoints() {
    return slices().stream().flatMap(StatefulSetIT::endpoints).toList();
  }

  private static Stream<JsonObject> endpoints(JsonObject slice) {
    return slice.getJsonArray("endpoints").stream().map(JsonObject.class::cast);
  }

  /** The next states of the slice, each once. */
  private static List<String> states(Watch watch, int count) throws Exception {
    List<String> states = new ArrayList<>();
    while (states.size() < count) {
      states.add(String.join(
          " ",
          endpoints(watch.event().getJsonObject("object"))
              .map(StatefulSetIT::state)
              .toList()));
    }
    return states;
  }

  private static String state(JsonObject endpoint) {
    JsonObject conditions = endpoint.getJsonObject("conditions");
    String condition = conditions.getBoolean("terminating")
        ? "terminating"
        : conditions.getBoolean("ready") ? "ready" : "dead";
    return endpoint.getString("hostname") + ":" + condition;
  }

  private static String follows(StatefulSet set, int ordinal) {
    String[] role = set.pod(ordinal).command("ROLE").split("\n", -1);
    assertThat(role[0]).isEqualTo("slave");
    return role[1] + " " + role[2];
  }
}
