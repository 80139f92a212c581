package io.redpoll.scenarios;

import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.KubernetesClusterOptions;
import io.redpoll.testkit.kubernetes.PodTiming;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.SentinelSpec;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A StatefulSet is restarted pod by pod under load, and no application notices. */
class RollingRestartIT {

  private static final int OUTSTANDING = 256;
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Sentinels take some seconds when the primary's turn comes, on a busy machine more. */
  private static final Duration LONG_DEADLINE = Duration.ofSeconds(30);

  /** With a preStop hook of a second, so that all hear of the end before it comes. */
  private final KubernetesCluster cluster =
      KubernetesCluster.start(KubernetesClusterOptions.DEFAULT.withTiming(
          PodTiming.DEFAULT.withTerminated(Duration.ofSeconds(1))));

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void end() {
    Load.await(vertx.close());
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "store"})
  void threeIndependentPods(String mode) {
    StatefulSet set = cluster.statefulSet(StatefulSetSpec.independent("shop", "cache", "cache", 3)
        .withServiceLabels(Map.of("redpoll.io/topology", "sharded", "redpoll.io/mode", mode)));
    Scene scene = Scene.of(vertx, cluster);
    RedisHandle handle =
        scene.handle(new RedisHandleOptions().setService("shop/cache").setDeadline(DEADLINE));
    scene.untilUp(handle, 3);
    Load load = Load.alsoCounting(vertx, handle, OUTSTANDING).awaitMore(1000);
    set.rollingRestart();
    scene.untilUp(handle, 3);
    load.awaitMore(1000).end().expectNoFailure();
  }

  @Test
  void aPrimaryAndItsReplicasWithSentinels() {
    StatefulSet set =
        cluster.statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 3)
            .withServiceLabels(Map.of("redpoll.io/topology", "replicated")));
    StatefulSet sentinels = cluster.sentinels(set, SentinelSpec.of("sentinel"));
    Scene scene = Scene.of(vertx, cluster);
    RedisHandle handle = scene.handle(
        new RedisHandleOptions().setService("shop/session").setDeadline(LONG_DEADLINE));
    scene.untilUp(handle, 3);
    Load load = Load.alsoCounting(vertx, handle, OUTSTANDING).awaitMore(1000);
    for (int ordinal = 2; ordinal >= 0; ordinal--) {
      RedisPod old = set.pod(ordinal);
      old.delete();
      RedisPod fresh = set.awaitReplacement(old);
      // They hear of a new replica from the primary, each 10 s; what minReadySeconds is for.
      scene.untilAsked(() -> sentinels.pods().stream()
          .allMatch(pod -> pod.command("SENTINEL", "REPLICAS", "mymaster").contains(fresh.host())));
    }
    scene.untilUp(handle, 3);
    load.awaitMore(1000).end().expectNoFailure();
    load.expectNothingTwice();
  }
}
