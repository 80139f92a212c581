package io.redpoll.health;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.cache;
import static io.redpoll.endpoint.Samples.cacheLabelled;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.primary;
import static io.redpoll.endpoint.Samples.refused;
import static io.redpoll.endpoint.Samples.replica;
import static io.redpoll.endpoint.Samples.saw;
import static io.redpoll.endpoint.Samples.timedOut;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Change;
import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeTest {

  private static final Duration SETTLE = HealthPolicy.DEFAULT.settle();

  private final Endpoint a = pod(0);
  private final Endpoint b = pod(1);
  private final Endpoint c = pod(2);

  private final List<Verdict> verdicts = new ArrayList<>();
  private Instant now = NOON;
  private final Judge judge = new Judge(
      Ownership.alone("agent-1"), HealthPolicy.DEFAULT, () -> now, verdicts::add, question -> {});

  @Test
  void oneEndpointIsStandalone() {
    judge.update(cache(a));
    judge.observe(primary(a));
    assertThat(snapshot().topology()).isEqualTo(Topology.STANDALONE);
    assertThat(snapshot().primary()).contains(a.id());
    assertThat(types())
        .containsExactly(
            EventType.SERVICE_ADDED,
            EventType.ENDPOINT_JOINED,
            EventType.ENDPOINT_UP,
            EventType.TOPOLOGY_CHANGED,
            EventType.PRIMARY_CHANGED,
            EventType.SERVICE_UP);
  }

  @Test
  void independentPrimariesAreShardedOnlyAfterTheyHaveSettled() {
    judge.update(cache(a, b, c));
    List.of(a, b, c).forEach(e -> judge.observe(primary(e)));
    assertThat(snapshot().topology()).isEqualTo(Topology.UNKNOWN);
    pass(SETTLE.minusMillis(1));
    assertThat(snapshot().topology()).isEqualTo(Topology.UNKNOWN);
    pass(Duration.ofMillis(1));
    assertThat(snapshot().topology()).isEqualTo(Topology.SHARDED);
    assertThat(snapshot().ring()).containsExactly("cache-0", "cache-1", "cache-2");
    assertThat(snapshot().primary()).isEmpty();
  }

  @Test
  void aReplicaSeenWithinTheSettleTimeMakesItReplicated() {
    judge.update(cache(a, b, c));
    List.of(a, b, c).forEach(e -> judge.observe(primary(e)));
    pass(SETTLE.minusSeconds(1));
    judge.observe(replica(b, a));
    assertThat(snapshot().topology()).isEqualTo(Topology.REPLICATED);
    assertThat(snapshot().primary()).contains(a.id());
    assertThat(state(c).fenced()).as("it claims to be primary and is not").isTrue();
  }

  @Test
  void replicatedNeverTurnsIntoShardedByItself() {
    replicated();
    List.of(b, c).forEach(e -> judge.observe(primary(e)));
    pass(Duration.ofHours(1));
    assertThat(snapshot().topology()).isEqualTo(Topology.REPLICATED);
    assertThat(snapshot().primary()).contains(a.id());
    assertThat(state(b).usable()).isFalse();
  }

  @Test
  void aLabelWinsOverTheFacts() {
    judge.update(cacheLabelled(Topology.SHARDED, a, b));
    judge.observe(primary(a));
    judge.observe(replica(b, a));
    assertThat(snapshot().topology()).isEqualTo(Topology.SHARDED);
  }

  @Test
  void aPrimaryThatIsDownStaysPrimaryUntilAnotherTakesItsPlace() {
    replicated();
    judge.observe(refused(a));
    assertThat(snapshot().primary()).contains(a.id());
    assertThat(state(a).usable()).isFalse();
    long epoch = snapshot().epoch();
    judge.observe(primary(b));
    judge.observe(replica(c, b));
    assertThat(snapshot().primary()).contains(b.id());
    assertThat(snapshot().epoch()).isEqualTo(epoch + 1);
    HealthEvent changed = last(EventType.PRIMARY_CHANGED);
    assertThat(changed.from()).isEqualTo("cache-0");
    assertThat(changed.to()).isEqualTo("cache-1");
  }

  @Test
  void aPrimaryThatIsHeardBeforeItsReplicasIsNoSplit() {
    judge.update(cacheLabelled(Topology.REPLICATED, a, b));
    judge.observe(primary(a));
    assertThat(snapshot().primary()).isEmpty();
    assertThat(state(a).usable()).as("before anybody follows it").isFalse();
    judge.observe(replica(b, a));
    assertThat(snapshot().primary()).contains(a.id());
    assertThat(state(a).usable()).isTrue();
    assertThat(types()).doesNotContain(EventType.PRIMARY_SPLIT);
  }

  @Test
  void aPrimaryIsKnownByThePodNameThatItsReplicasFollow() {
    ReplicationFacts byName =
        ReplicationFacts.replica("r", new HostAndPort("cache-1.cache.shop", 6379), true);
    judge.update(cache(a, b, c));
    judge.observe(primary(a));
    judge.observe(primary(b));
    judge.observe(saw(c, new Observation.Healthy(byName, Duration.ofMillis(1))));
    assertThat(snapshot().primary()).contains(b.id());
    assertThat(state(a).fenced()).isTrue();
  }

  @Test
  void theOldPrimaryThatComesBackIsFencedAndAnnouncedAsSplit() {
    replicated();
    judge.observe(primary(b));
    judge.observe(replica(c, b));
    assertThat(snapshot().primary()).contains(b.id());
    assertThat(state(a).fenced()).isTrue();
    assertThat(last(EventType.PRIMARY_SPLIT).endpoint()).contains(a);
  }

  @Test
  void anOldPrimaryThatIsDownIsARivalOnlyWhenItComesBack() {
    replicated();
    judge.observe(refused(a));
    judge.observe(primary(b));
    judge.observe(replica(c, b));
    assertThat(snapshot().primary()).contains(b.id());
    assertThat(state(a).fenced()).isTrue();
    assertThat(types()).doesNotContain(EventType.PRIMARY_SPLIT);
    judge.observe(primary(a));
    judge.observe(primary(a));
    assertThat(last(EventType.PRIMARY_SPLIT).endpoint()).contains(a);
  }

  @Test
  void aNewcomerThatNobodyFollowsMustSettleBeforeItTakesWrites() {
    replicated();
    Endpoint reborn = pod("cache-1", "uid-1b", "10.0.0.41");
    judge.observe(refused(a));
    judge.update(cache(a, reborn, c));
    judge.observe(primary(reborn));
    assertThat(snapshot().primary()).contains(a.id());
    pass(SETTLE);
    assertThat(snapshot().primary()).contains(reborn.id());
  }

  @Test
  void rd18_theReplacedPrimaryTakesItsPlaceAtOnce() {
    replicated();
    Endpoint reborn = pod("cache-0", "uid-0b", "10.0.0.40");
    judge.update(cache(reborn, b, c));
    assertThat(last(EventType.ENDPOINT_RESTARTED).from()).isEqualTo("10.0.0.0:6379");
    assertThat(types()).doesNotContain(EventType.ENDPOINT_LEFT);
    assertThat(snapshot().primary()).isEmpty();
    judge.observe(primary(reborn));
    assertThat(snapshot().primary()).contains(reborn.id());
  }

  @Test
  void rd18_aProcessRestartedInItsPodIsToldThoughNothingElseChanged() {
    judge.update(cache(a));
    judge.observe(primary(a));
    Snapshot before = snapshot();
    ReplicationFacts facts = ReplicationFacts.primary("another run", false);
    judge.observe(saw(a, new Observation.Healthy(facts, Duration.ofMillis(1))));
    assertThat(last(EventType.ENDPOINT_RESTARTED).change())
        .isEqualTo(new Change.EndpointRestarted(a, "10.0.0.0:6379"));
    assertThat(last(EventType.ENDPOINT_RESTARTED).version()).isEqualTo(before.version());
    assertThat(snapshot()).isEqualTo(before);
  }

  @Test
  void rd18_aProcessRestartedInItsPodIsToldBeforeItsReturn() {
    judge.update(cache(a));
    judge.observe(primary(a));
    judge.observe(refused(a));
    ReplicationFacts facts = ReplicationFacts.primary("another run", false);
    judge.observe(saw(a, new Observation.Healthy(facts, Duration.ofMillis(1))));
    judge.observe(saw(a, new Observation.Healthy(facts, Duration.ofMillis(2))));
    List<EventType> types = types();
    assertThat(types)
        .containsSubsequence(
            EventType.ENDPOINT_DOWN, EventType.ENDPOINT_RESTARTED, EventType.ENDPOINT_UP)
        .filteredOn(EventType.ENDPOINT_RESTARTED::equals)
        .hasSize(1);
  }

  @Test
  void rd18_aPodThatIsAwayForAWhileIsRestartedNotAStranger() {
    judge.update(cache(a, b));
    judge.update(cache(a));
    pass(Duration.ofSeconds(30));
    judge.update(cache(a, pod("cache-1", "uid-1b", "10.0.0.41")));
    assertThat(types()).contains(EventType.ENDPOINT_LEFT, EventType.ENDPOINT_RESTARTED);
  }

  @Test
  void aShardThatIsAwayStaysInTheRingUntilItsGraceIsOver() {
    sharded();
    judge.update(cache(a, b));
    assertThat(snapshot().ring()).containsExactly("cache-0", "cache-1", "cache-2");
    pass(HealthPolicy.DEFAULT.shardGrace().plusSeconds(1));
    assertThat(snapshot().ring()).containsExactly("cache-0", "cache-1");
  }

  @Test
  void aShardThatIsDownOrReplacedKeepsItsPlaceInTheRing() {
    sharded();
    judge.observe(refused(c));
    judge.update(cache(a, b, pod("cache-2", "uid-2b", "10.0.0.42")));
    assertThat(snapshot().topology()).isEqualTo(Topology.SHARDED);
    assertThat(snapshot().ring()).containsExactly("cache-0", "cache-1", "cache-2");
  }

  @Test
  void ep04_terminatingIsDrainingAtOnceAndNoAlarm() {
    sharded();
    verdicts.clear();
    EndpointConditions leaving = new EndpointConditions(false, true, true);
    judge.update(cache(a, b, pod("cache-2", "uid-2", "10.0.0.2", leaving)));
    judge.observe(refused(c));
    assertThat(state(c).status()).isEqualTo(Status.DRAINING);
    assertThat(types())
        .contains(EventType.ENDPOINT_DRAINING)
        .doesNotContain(EventType.ENDPOINT_DOWN);
    assertThat(last(EventType.ENDPOINT_DRAINING).cause().get(0).observer()).isEqualTo("kubernetes");
  }

  @Test
  void aTakeOverAnnouncesNothingThatDidNotChange() {
    sharded();
    Snapshot before = snapshot();
    List<Verdict> second = new ArrayList<>();
    Judge successor = new Judge(
        Ownership.alone("agent-2"), HealthPolicy.DEFAULT, () -> now, second::add, question -> {});
    successor.adopt(cache(a, b, c), Optional.of(before));
    List.of(a, b, c).forEach(e -> successor.observe(primary(e)));
    assertThat(second).isEmpty();
    successor.observe(refused(b));
    assertThat(second).hasSize(1);
    assertThat(second.get(0).snapshot().orElseThrow().version()).isGreaterThan(before.version());
    assertThat(second.get(0).snapshot().orElseThrow().ring()).hasSize(3);
  }

  @Test
  void anObservationThatConfirmsIsNoVerdict() {
    sharded();
    verdicts.clear();
    List.of(a, b, c).forEach(e -> judge.observe(primary(e)));
    judge.observe(timedOut(a));
    judge.tick();
    assertThat(verdicts).isEmpty();
  }

  @Test
  void aRemovedServiceSaysFarewell() {
    sharded();
    verdicts.clear();
    judge.remove(CACHE);
    assertThat(verdicts).hasSize(1);
    assertThat(verdicts.get(0).snapshot()).isEmpty();
    assertThat(types())
        .containsExactly(
            EventType.ENDPOINT_LEFT,
            EventType.ENDPOINT_LEFT,
            EventType.ENDPOINT_LEFT,
            EventType.SERVICE_REMOVED);
    judge.observe(primary(a));
    assertThat(verdicts).hasSize(1);
  }

  @Test
  void anInvalidLabelIsAnnouncedOnce() {
    List<String> problems = List.of("redpoll.io/mode: cash (expected: store or cache)");
    ServiceEndpoints labelled =
        new ServiceEndpoints(CACHE, ServiceSettings.DEFAULT, List.of(a), problems);
    judge.update(labelled);
    judge.update(labelled);
    judge.observe(primary(a));
    assertThat(types().stream().filter(EventType.CONFIG_INVALID::equals)).hasSize(1);
    assertThat(last(EventType.CONFIG_INVALID).to()).contains("cash");
  }

  @Test
  void aForeignVersionIsOutbid() {
    sharded();
    long foreign = snapshot().version() + 1_000_000;
    judge.outbid(CACHE, foreign);
    assertThat(snapshot().version()).isGreaterThan(foreign);
  }

  private void sharded() {
    judge.update(cache(a, b, c));
    List.of(a, b, c).forEach(e -> judge.observe(primary(e)));
    pass(SETTLE);
    assertThat(snapshot().topology()).isEqualTo(Topology.SHARDED);
  }

  private void replicated() {
    judge.update(cache(a, b, c));
    judge.observe(primary(a));
    judge.observe(replica(b, a));
    judge.observe(replica(c, a));
    assertThat(snapshot().topology()).isEqualTo(Topology.REPLICATED);
    assertThat(snapshot().primary()).contains(a.id());
  }

  private void pass(Duration time) {
    now = now.plus(time);
    judge.tick();
  }

  private Snapshot snapshot() {
    return verdicts.get(verdicts.size() - 1).snapshot().orElseThrow();
  }

  private EndpointState state(Endpoint endpoint) {
    return snapshot().endpoint(endpoint.id()).orElseThrow();
  }

  private List<EventType> types() {
    return verdicts.stream()
        .flatMap(verdict -> verdict.events().stream())
        .map(HealthEvent::type)
        .toList();
  }

  private HealthEvent last(EventType type) {
    return verdicts.stream()
        .flatMap(verdict -> verdict.events().stream())
        .filter(event -> event.type() == type)
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
