package io.redpoll.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.handle.HandleException;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.redpoll.testkit.RedpollTest;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.SentinelSpec;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real Sentinels move the primary under load: writes wait for it and succeed. */
@RedpollTest
class FailoverIT {

  private static final int OUTSTANDING = 64;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private Scene scene;
  private StatefulSet data;
  private StatefulSet sentinels;
  private RedisHandle handle;

  @BeforeEach
  void start(KubernetesCluster cluster, Vertx vertx) {
    data = cluster.statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 3)
        .withServiceLabels(Map.of("redpoll.io/topology", "replicated")));
    sentinels = cluster.sentinels(data, SentinelSpec.of("sentinel"));
    scene = Scene.of(vertx, cluster);
    handle =
        scene.handle(new RedisHandleOptions().setService("shop/session").setDeadline(DEADLINE));
    scene.untilUp(handle, 3);
    scene.until(handle, snapshot -> snapshot.primary().isPresent());
  }

  private Snapshot snapshot() {
    return handle.snapshot().orElseThrow();
  }

  private EndpointId primary() {
    return snapshot().primary().orElseThrow();
  }

  private RedisPod primaryPod() {
    EndpointId id = primary();
    return data.pods().stream()
        .filter(pod -> id.equals(EndpointId.ofPod("shop", pod.uid(), pod.port())))
        .findFirst()
        .orElseThrow();
  }

  private void untilThePrimaryIsNot(EndpointId old) {
    scene.until(
        handle, snapshot -> snapshot.primary().filter(now -> !now.equals(old)).isPresent());
  }

  @Test
  void noCommandThatMayRunTwiceFailsWhenThePrimaryIsKilled(Vertx vertx) {
    Load load = Load.readingAndWriting(vertx, handle, OUTSTANDING).awaitMore(2000);
    EndpointId old = primary();
    primaryPod().kill();
    untilThePrimaryIsNot(old);
    load.awaitMore(2000).end().expectNoFailure();
  }

  @Test
  void noCommandThatMayRunTwiceFailsWhenThePrimaryFreezes(Vertx vertx) {
    Load load = Load.readingAndWriting(vertx, handle, OUTSTANDING).awaitMore(2000);
    EndpointId old = primary();
    RedisPod frozen = primaryPod();
    frozen.freeze();
    untilThePrimaryIsNot(old);
    load.awaitMore(2000);
    frozen.thaw();
    scene.untilUp(handle, 3);
    load.awaitMore(2000).end().expectNoFailure();
  }

  @Test
  void nothingIsCountedTwiceWhenThePrimaryIsKilled(Vertx vertx) {
    Load load = Load.alsoCounting(vertx, handle, OUTSTANDING).awaitMore(2000);
    EndpointId old = primary();
    primaryPod().kill();
    untilThePrimaryIsNot(old);
    load.awaitMore(2000).end();
    assertThat(load.failures())
        .allSatisfy(failure -> assertThat(failure)
            .isInstanceOfSatisfying(
                HandleException.class, lost -> assertThat(lost.outcomeUnknown()).isTrue()));
    load.expectNothingTwice();
  }

  @Test
  void aPrimaryThatWasCutOffGetsNothingThoughItAcceptsWrites(Vertx vertx) {
    EndpointId old = primary();
    long epoch = snapshot().epoch();
    RedisPod stale = primaryPod();
    stale.freeze();
    untilThePrimaryIsNot(old);
    assertThat(snapshot().epoch()).isGreaterThan(epoch);
    // It comes back, and nobody tells it that it is the primary no more.
    sentinels.pods().forEach(RedisPod::freeze);
    stale.thaw();
    assertThat(stale.command("ROLE")).startsWith("master");
    assertThat(stale.command("CONFIG", "RESETSTAT")).isEqualTo("OK");
    Load.alsoCounting(vertx, handle, OUTSTANDING).awaitMore(20_000).end().expectNoFailure();
    scene.until(
        handle,
        snapshot -> snapshot
            .endpoint(old)
            .filter(state -> state.status() != Status.DOWN)
            .isPresent());
    Load.alsoCounting(vertx, handle, OUTSTANDING).awaitMore(20_000).end().expectNoFailure();
    assertThat(stale.command("ROLE")).startsWith("master");
    assertThat(stale.command("INFO", "commandstats"))
        .doesNotContain("cmdstat_set:", "cmdstat_incr:");
    assertThat(primary()).isNotEqualTo(old);

    sentinels.pods().forEach(RedisPod::thaw);
    scene.until(
        handle,
        snapshot ->
            snapshot.endpoint(old).filter(state -> state.role() == Role.REPLICA).isPresent());
  }
}
