package io.redpoll;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.registry.ServiceRecord;
import io.redpoll.testkit.RedpollTest;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.SentinelSpec;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Sentinels in a Service of their own decide who is primary of another, and Redpoll knows it at once. */
@RedpollTest
class SentinelIT {

  private static final ServiceId SESSION = new ServiceId("shop", "session");
  private static final SentinelSpec SENTINELS = SentinelSpec.of("session-sentinel");

  @Test
  void aKilledPrimaryIsSucceededByWhomSentinelsName(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    StatefulSet data = session(cluster);
    cluster.sentinels(data, SENTINELS);
    EventQueue events = deployed(cluster, vertx, Map.of());
    data.pod(0).kill();
    HealthEvent changed = events.await(EventType.PRIMARY_CHANGED);
    assertThat(changed.service()).isEqualTo(SESSION);
    assertThat(changed.to()).isIn("session-1", "session-2");
    assertThat(data.pod(changed.to()).command("ROLE")).startsWith("master");
  }

  @Test
  void aFailoverByHandIsFollowed(KubernetesCluster cluster, Vertx vertx) throws Exception {
    StatefulSet data = session(cluster);
    StatefulSet sentinels = cluster.sentinels(data, SENTINELS);
    EventQueue events = deployed(cluster, vertx, Map.of());
    assertThat(sentinels.pod(0).command("SENTINEL", "FAILOVER", "mymaster")).isEqualTo("OK");
    HealthEvent changed = events.await(EventType.PRIMARY_CHANGED);
    assertThat(changed.from()).isEqualTo("session-0");
    assertThat(changed.cause().toString()).contains("as the primary of mymaster, epoch 1");
    awaitState(vertx, "session-0", state -> state.role() == Role.REPLICA && !state.fenced());
  }

  @Test
  void rd05AStalePrimaryThatReturnsIsFencedUntilItIsAReplica(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    StatefulSet data = session(cluster);
    StatefulSet sentinels = cluster.sentinels(data, SENTINELS);
    EventQueue events = deployed(cluster, vertx, Map.of());
    RedisPod old = data.pod(0);
    old.freeze();
    String primary = events.await(EventType.PRIMARY_CHANGED).to();
    // Nobody tells the old primary what has become of it.
    sentinels.pods().forEach(RedisPod::freeze);
    old.thaw();
    awaitState(
        vertx,
        "session-0",
        state -> state.status() == Status.UP && state.role() == Role.PRIMARY && state.fenced());
    assertThat(snapshot(vertx).primary().map(id -> id.owner()))
        .contains(data.pod(primary).uid());
    sentinels.pods().forEach(RedisPod::thaw);
    awaitState(vertx, "session-0", state -> state.role() == Role.REPLICA && !state.fenced());
  }

  @Test
  void aMinorityWithAnOldViewCountsForNothing(KubernetesCluster cluster, Vertx vertx)
      throws Exception {
    StatefulSet data = session(cluster);
    StatefulSet sentinels = cluster.sentinels(data, SENTINELS);
    EventQueue events = deployed(cluster, vertx, Map.of());
    data.pod(0).freeze();
    String primary = events.await(EventType.PRIMARY_CHANGED).to();
    sentinels.pod(0).freeze();
    sentinels.pod(1).freeze();
    // With nobody to ask, its successor starts with the primary of its first configuration.
    RedisPod third = sentinels.pod(2);
    third.kill();
    RedisPod misled = sentinels.awaitReplacement(third);
    data.pod(0).thaw();
    assertThat(misled.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"))
        .isEqualTo(data.pod(0).host() + "\n" + data.pod(0).port());
    events.await(EventType.ENDPOINT_RESTARTED, "session-sentinel-2");
    events.await(EventType.ENDPOINT_UP, "session-sentinel-2");
    awaitState(
        vertx,
        "session-0",
        state -> state.status() == Status.UP && state.role() == Role.PRIMARY && state.fenced());
    assertThat(snapshot(vertx).primary().map(id -> id.owner()))
        .contains(data.pod(primary).uid());
    sentinels.pods().stream().filter(RedisPod::frozen).forEach(RedisPod::thaw);
  }

  @Test
  void rd09SentinelsThatWantAPasswordAreAskedWithIt(
      KubernetesCluster cluster, Vertx vertx, @TempDir Path directory) throws Exception {
    StatefulSet data = session(cluster);
    StatefulSet sentinels = cluster.sentinels(
        data,
        SENTINELS
            .withPassword("open-sesame")
            .withServiceLabels(Map.of("redpoll.io/credentials", "sentinels")));
    Path file = Files.writeString(directory.resolve("password"), "open-sesame\n");
    EventQueue events = deployed(cluster, vertx, Map.of("sentinels", new CredentialFile("", file)));
    assertThat(sentinels.pod(1).commandAs("open-sesame", "SENTINEL", "FAILOVER", "mymaster"))
        .isEqualTo("OK");
    HealthEvent changed = events.await(EventType.PRIMARY_CHANGED);
    assertThat(changed.cause().toString()).contains("Sentinel shop/").doesNotContain("sesame");
  }

  @Test
  void whatSentinelsWatchIsNeverSharded(KubernetesCluster cluster, Vertx vertx) throws Exception {
    StatefulSet data = session(cluster);
    cluster.sentinels(data, SENTINELS);
    deployed(cluster, vertx, Map.of());
    awaitSnapshot(vertx, SESSION, last -> last.topology() == Topology.REPLICATED);
    awaitSnapshot(
        vertx,
        new ServiceId("shop", "session-sentinel"),
        last -> last.endpoints().size() == 3
            && last.endpoints().stream()
                .allMatch(s -> s.role() == Role.SENTINEL && s.status() == Status.UP));
  }

  private static StatefulSet session(KubernetesCluster cluster) {
    return cluster.statefulSet(StatefulSetSpec.primaryReplica("shop", "session", "session", 3));
  }

  /** Deployed, and both Services seen to be well. */
  private static EventQueue deployed(
      KubernetesCluster cluster, Vertx vertx, Map<String, CredentialFile> credentials)
      throws Exception {
    KubernetesOptions kubernetes = KubernetesOptions.of(URI.create(cluster.api().uri()));
    DiscoveryOptions options = DiscoveryOptions.of(kubernetes).withCredentials(credentials);
    EventQueue events = EventQueue.of(vertx);
    get(vertx.deployVerticle(new DiscoveryVerticle(options)));
    events.await(EventType.SERVICE_UP);
    events.await(EventType.SERVICE_UP);
    return events;
  }

  private static void awaitState(Vertx vertx, String pod, Predicate<EndpointState> wanted)
      throws Exception {
    awaitSnapshot(
        vertx,
        SESSION,
        last -> last.endpoints().stream()
            .anyMatch(s -> s.endpoint().pod().equals(pod) && wanted.test(s)));
  }

  /** Waits for the record: it is written after its event was announced. */
  private static void awaitSnapshot(Vertx vertx, ServiceId service, Predicate<Snapshot> wanted)
      throws Exception {
    long end = System.nanoTime() + SECONDS.toNanos(30);
    Snapshot last = ServiceRecord.snapshot(record(vertx, service));
    while (!wanted.test(last)) {
      assertThat(System.nanoTime()).as("not as wanted, but: %s", last).isLessThan(end);
      last = ServiceRecord.snapshot(record(vertx, service));
    }
  }

  private static Snapshot snapshot(Vertx vertx) throws Exception {
    return ServiceRecord.snapshot(record(vertx, SESSION));
  }

  private static Record record(Vertx vertx, ServiceId service) throws Exception {
    return get(lookup(vertx, service));
  }

  private static Future<Record> lookup(Vertx vertx, ServiceId service) {
    return ServiceDiscovery.create(vertx).getRecord(ServiceRecord.registration(service));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.await(30, SECONDS);
  }
}
