package io.redpoll.health;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.cache;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.primary;
import static io.redpoll.endpoint.Samples.refused;
import static io.redpoll.endpoint.Samples.replica;
import static io.redpoll.endpoint.Samples.saw;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Sentinels in a Service of their own mean for the judgement of another. */
class SentinelJudgeTest {

  private static final ServiceId SENTINELS = new ServiceId("ops", "watchers");
  private static final Endpoint A = pod(0);
  private static final Endpoint B = pod(1);
  private static final Endpoint C = pod(2);
  private static final List<Endpoint> WATCHERS =
      IntStream.range(0, 3).mapToObj(SentinelJudgeTest::watcher).toList();

  private Instant now = NOON;
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<EndpointId> doubted = new ArrayList<>();
  private final Judge judge = new Judge(
      Ownership.alone("agent-1"),
      HealthPolicy.DEFAULT,
      () -> now,
      verdicts::add,
      question -> doubted.add(question.endpoint().id()));

  @Test
  void whatIsWatchedIsNeverShardedThoughAllComeUpAsPrimaries() {
    judge.update(cache(A, B, C));
    watching(A, 0, WATCHERS);
    Stream.of(A, B, C).forEach(endpoint -> judge.observe(primary(endpoint)));
    settle();
    assertThat(snapshot().topology()).isEqualTo(Topology.REPLICATED);
    assertThat(snapshot().primary()).contains(A.id());
    assertThat(snapshot().endpoint(B.id()).orElseThrow().fenced()).isTrue();
    assertThat(snapshot().ring()).isEmpty();
  }

  @Test
  void aServiceThatCountedAsShardedIsReplicatedOnceItIsSeenToBeWatched() {
    judge.update(cache(A, B));
    Stream.of(A, B).forEach(endpoint -> judge.observe(primary(endpoint)));
    settle();
    assertThat(snapshot().topology()).isEqualTo(Topology.SHARDED);
    watching(A, 0, WATCHERS);
    assertThat(snapshot().topology()).isEqualTo(Topology.REPLICATED);
  }

  @Test
  void theMajorityIsFollowedAsSoonAsItNamesAnother() {
    replicated();
    judge.observe(primary(B));
    watching(B, 1, WATCHERS.subList(0, 1));
    assertThat(snapshot().primary()).as("one of three").contains(A.id());
    watching(B, 1, WATCHERS.subList(1, 2));
    assertThat(snapshot().primary()).contains(B.id());
    HealthEvent changed = last(EventType.PRIMARY_CHANGED);
    assertThat(changed.cause().toString())
        .contains("names 10.0.0.1:6379 as the primary of mymaster, epoch 1");
    assertThat(snapshot().epoch()).isEqualTo(2);
  }

  @Test
  void allOfASetOfWhichASentinelChangesItsMindAreCheckedAtOnce() {
    replicated();
    doubted.clear();
    watching(B, 1, WATCHERS.subList(0, 1));
    assertThat(doubted).containsExactlyInAnyOrder(A.id(), B.id(), C.id());
  }

  @Test
  void theNewestViewIsEnoughWhenTheReplicasHaveFollowedIt() {
    replicated();
    watching(B, 1, WATCHERS.subList(0, 1));
    judge.observe(primary(B));
    assertThat(snapshot().primary()).as("nobody follows B yet").contains(A.id());
    judge.observe(replica(C, B));
    assertThat(snapshot().primary()).contains(B.id());
  }

  @Test
  void oneThatSaysItselfThatItIsAReplicaIsNotMadePrimaryByHearsay() {
    replicated();
    watching(B, 1, WATCHERS);
    assertThat(snapshot().primary()).contains(A.id());
    judge.observe(primary(B));
    assertThat(snapshot().primary()).contains(B.id());
  }

  @Test
  void followersDoNotOverruleSentinelsThatAllNameAnother() {
    replicated();
    judge.observe(primary(B));
    judge.observe(replica(C, B));
    assertThat(snapshot().primary()).as("still A by the word of Sentinels").contains(A.id());
  }

  @Test
  void aPrimaryThatIsDownStaysItUntilSentinelsNameAnother() {
    replicated();
    judge.observe(refused(A));
    judge.observe(primary(B));
    assertThat(snapshot().primary()).contains(A.id());
    watching(B, 1, WATCHERS);
    assertThat(snapshot().primary()).contains(B.id());
  }

  @Test
  void rd05AStalePrimaryIsFencedUntilItIsAReplica() {
    replicated();
    judge.observe(primary(B));
    watching(B, 1, WATCHERS);
    judge.observe(primary(A));
    assertThat(snapshot().endpoint(A.id()).orElseThrow().fenced()).isTrue();
    judge.observe(replica(A, B));
    assertThat(snapshot().endpoint(A.id()).orElseThrow().fenced()).isFalse();
  }

  @Test
  void deadSentinelsHaveNoWordAndFollowersDecide() {
    replicated();
    WATCHERS.forEach(watcher -> judge.observe(refused(watcher)));
    judge.observe(primary(B));
    judge.observe(replica(C, B));
    assertThat(snapshot().primary()).contains(B.id());
  }

  @Test
  void sentinelsThatAreGoneFromKubernetesAreForgotten() {
    judge.update(watchers());
    replicated();
    judge.remove(SENTINELS);
    judge.observe(primary(B));
    judge.observe(replica(C, B));
    assertThat(snapshot().primary()).contains(B.id());
  }

  @Test
  void sentinelsThatNobodyChecksAnyMoreAreForgotten() {
    replicated();
    now = now.plus(HealthPolicy.DEFAULT.shardGrace()).plusSeconds(1);
    judge.tick();
    judge.observe(primary(B));
    judge.observe(replica(C, B));
    assertThat(snapshot().primary()).contains(B.id());
  }

  @Test
  void aServiceThatIsTakenOnLaterKnowsThem() {
    watching(B, 1, WATCHERS);
    judge.update(cache(A, B));
    judge.observe(primary(A));
    judge.observe(primary(B));
    assertThat(snapshot().primary()).contains(B.id());
  }

  @Test
  void aServiceOfSentinelsAloneIsUpWhenTheyAre() {
    judge.update(watchers());
    watching(A, 0, WATCHERS);
    assertThat(last(EventType.SERVICE_UP).service()).isEqualTo(SENTINELS);
    WATCHERS.subList(0, 2).forEach(watcher -> judge.observe(refused(watcher)));
    assertThat(last(EventType.SERVICE_DEGRADED).service()).isEqualTo(SENTINELS);
    judge.observe(refused(WATCHERS.get(2)));
    assertThat(last(EventType.SERVICE_DOWN).service()).isEqualTo(SENTINELS);
  }

  @Test
  void aSentinelThatIsReplacedDegradesItsServiceAndNoMore() {
    judge.update(watchers());
    watching(A, 0, WATCHERS);
    Endpoint next = watcher(3);
    judge.update(watchers(List.of(WATCHERS.get(0), WATCHERS.get(1), next)));
    judge.observe(refused(next));
    assertThat(last(EventType.SERVICE_DEGRADED).service()).isEqualTo(SENTINELS);
    assertThat(verdicts.stream().flatMap(verdict -> verdict.events().stream()))
        .noneMatch(event -> event.type() == EventType.SERVICE_DOWN);
    watching(A, 0, List.of(next));
    assertThat(last(EventType.SERVICE_UP).service()).isEqualTo(SENTINELS);
  }

  @Test
  void dataThatNeverAnsweredIsDownThoughTheSentinelsInItsServiceAreUp() {
    judge.update(new ServiceEndpoints(
        CACHE,
        ServiceSettings.DEFAULT,
        Stream.concat(Stream.of(A), WATCHERS.stream()).toList(),
        List.of()));
    watching(A, 0, WATCHERS);
    judge.observe(refused(A));
    assertThat(last(EventType.SERVICE_DOWN).service()).isEqualTo(CACHE);
  }

  @Test
  void aReplicaOfSomebodyOutsideTheServiceMakesNoPrimary() {
    judge.update(cache(A, B));
    HostAndPort outside = new HostAndPort("203.0.113.7", 6379);
    Stream.of(A, B)
        .forEach(endpoint -> judge.observe(saw(
            endpoint,
            new Observation.Healthy(
                ReplicationFacts.replica("r", outside, true), Duration.ofMillis(1)))));
    settle();
    assertThat(snapshot().topology()).isEqualTo(Topology.REPLICATED);
    assertThat(snapshot().primary()).isEmpty();
  }

  private void replicated() {
    judge.update(cache(A, B, C));
    judge.observe(primary(A));
    judge.observe(replica(B, A));
    judge.observe(replica(C, A));
    watching(A, 0, WATCHERS);
    assertThat(snapshot().primary()).contains(A.id());
  }

  private void watching(Endpoint primary, long epoch, List<Endpoint> watchers) {
    List<HostAndPort> replicas = Stream.of(A, B, C)
        .filter(endpoint -> !endpoint.equals(primary))
        .map(Endpoint::address)
        .toList();
    Monitored monitored =
        new Monitored("mymaster", primary.address(), replicas, 2, 2, epoch, Set.of());
    watchers.forEach(watcher -> judge.observe(saw(
        watcher,
        new Observation.Healthy(
            ReplicationFacts.sentinel("run-" + watcher.id(), List.of(monitored)),
            Duration.ofMillis(1)))));
  }

  private void settle() {
    now = now.plus(HealthPolicy.DEFAULT.settle()).plusSeconds(1);
    judge.tick();
  }

  private Snapshot snapshot() {
    return judge.snapshots().stream()
        .filter(snapshot -> snapshot.service().equals(CACHE))
        .findFirst()
        .orElseThrow();
  }

  private HealthEvent last(EventType type) {
    return verdicts.stream()
        .flatMap(verdict -> verdict.events().stream())
        .filter(event -> event.type() == type)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static ServiceEndpoints watchers() {
    return watchers(WATCHERS);
  }

  private static ServiceEndpoints watchers(List<Endpoint> endpoints) {
    return new ServiceEndpoints(SENTINELS, ServiceSettings.DEFAULT, endpoints, List.of());
  }

  private static Endpoint watcher(int n) {
    return new Endpoint(
        EndpointId.ofPod("ops", "watcher-uid-" + n, 26379),
        "watchers-" + n,
        "watchers-" + n,
        new HostAndPort("10.1.0." + n, 26379),
        "node-1",
        "zone-a",
        EndpointConditions.READY);
  }
}
