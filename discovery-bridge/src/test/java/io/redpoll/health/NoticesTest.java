package io.redpoll.health;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.cache;
import static io.redpoll.endpoint.Samples.cacheLabelled;
import static io.redpoll.endpoint.Samples.impaired;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.primary;
import static io.redpoll.endpoint.Samples.refused;
import static io.redpoll.endpoint.Samples.replica;
import static io.redpoll.endpoint.Samples.saw;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Change;
import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told beside the status of endpoints, and what is not told too early. */
class NoticesTest {

  private final Endpoint a = pod(0);
  private final Endpoint b = pod(1);
  private final List<HealthEvent> events = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();
  private Instant now = NOON;
  private final Judge judge = new Judge(
      Ownership.alone("agent-1"),
      HealthPolicy.DEFAULT,
      () -> now,
      verdict -> events.addAll(verdict.events()),
      questions::add);

  @Test
  void aPrimaryThatCameBackEmptyWhileItsReplicasHadDataIsAnnouncedAtOnce() {
    replicated();
    judge.observe(refused(a));
    judge.observe(seen(a, ReplicationFacts.primary("second", false), Keys.NONE));
    assertThat(last(EventType.PRIMARY_EMPTIED).change()).isEqualTo(new Change.PrimaryEmptied(a));
    judge.observe(seen(a, ReplicationFacts.primary("second", false), Keys.NONE));
    assertThat(count(EventType.PRIMARY_EMPTIED)).isEqualTo(1);
  }

  @Test
  void aReplacedPrimaryPodThatIsEmptyIsAnnouncedToo() {
    replicated();
    Endpoint reborn = pod("cache-0", "uid-0b", "10.0.0.40");
    judge.update(cache(reborn, b));
    judge.observe(seen(reborn, ReplicationFacts.primary("second", false), Keys.NONE));
    assertThat(last(EventType.PRIMARY_EMPTIED).endpoint()).contains(reborn);
  }

  @Test
  void aPrimaryThatRestartsWithItsDataOrIsFlushedIsNoNews() {
    replicated();
    judge.observe(seen(a, ReplicationFacts.primary("second", false), Keys.SOME));
    judge.observe(seen(a, ReplicationFacts.primary("second", false), Keys.NONE));
    judge.observe(seen(a, ReplicationFacts.primary("third", false), Keys.NONE));
    assertThat(count(EventType.PRIMARY_EMPTIED)).isZero();
  }

  @Test
  void rd04_aReplicaInAShardedServiceIsAMismatchAfterThreeChecks() {
    judge.update(cacheLabelled(Topology.SHARDED, a, b));
    judge.observe(primary(a));
    judge.observe(replica(b, a));
    judge.observe(replica(b, a));
    assertThat(count(EventType.ROLE_MISMATCH)).isZero();
    judge.observe(replica(b, a));
    judge.observe(replica(b, a));
    assertThat(count(EventType.ROLE_MISMATCH)).isEqualTo(1);
    assertThat(last(EventType.ROLE_MISMATCH).change())
        .isEqualTo(new Change.RoleMismatch(b, "primary of a shard", "replica"));
  }

  @Test
  void rd04_aReplicaOfAStrangerIsAMismatch() {
    replicated();
    ReplicationFacts stranger =
        ReplicationFacts.replica("r", new HostAndPort("192.0.2.1", 6379), true);
    for (int i = 0; i < 3; i++) {
      judge.observe(seen(b, stranger, Keys.SOME));
    }
    assertThat(last(EventType.ROLE_MISMATCH).to()).contains("192.0.2.1:6379");
  }

  @Test
  void aServerThatIsFullNowAndThenDoesNotFlap() {
    judge.update(cache(a));
    judge.observe(primary(a));
    for (int i = 0; i < 20; i++) {
      judge.observe(impaired(a, Impairment.OOM));
      judge.observe(primary(a));
    }
    assertThat(count(EventType.ENDPOINT_DEGRADED)).isEqualTo(1);
    assertThat(count(EventType.ENDPOINT_UP)).isEqualTo(1);
    judge.observe(primary(a));
    assertThat(count(EventType.ENDPOINT_UP)).as("after two good checks").isEqualTo(2);
  }

  @Test
  void aColdStartAnnouncesNothingDegraded() {
    Endpoint c = pod(2);
    judge.update(cacheLabelled(Topology.REPLICATED, a, b, c));
    judge.observe(primary(a));
    judge.observe(replica(b, a));
    assertThat(judge.snapshot(CACHE).orElseThrow().primary()).contains(a.id());
    judge.observe(replica(c, a));
    assertThat(count(EventType.SERVICE_DEGRADED)).isZero();
    assertThat(count(EventType.SERVICE_UP)).isEqualTo(1);
  }

  @Test
  void aShardThatReturnsWithDataIsEmptiedBeforeItEnters() {
    shardedCache();
    judge.observe(refused(b));
    assertThat(ring()).containsExactly("cache-0");
    comesBack(Keys.SOME);
    assertThat(ring()).containsExactly("cache-0");
    Question.Empty order = (Question.Empty) questions.get(0);
    assertThat(order.runId()).isEqualTo("b-2");
    judge.observe(seen(b, ReplicationFacts.primary("b-2", false), Keys.NONE));
    assertThat(ring()).as("not while the order is open").containsExactly("cache-0");
    judge.emptied(order, Optional.empty());
    assertThat(ring()).containsExactly("cache-0", "cache-1");
    assertThat(last(EventType.SHARD_EMPTIED).endpoint()).contains(b);
    assertThat(questions).hasSize(1);
  }

  @Test
  void aShardThatReturnsEmptyEntersAtOnce() {
    shardedCache();
    judge.observe(refused(b));
    comesBack(Keys.NONE);
    assertThat(ring()).containsExactly("cache-0", "cache-1");
    assertThat(questions).isEmpty();
  }

  @Test
  void aShardThatCannotBeEmptiedStaysOutAndThatIsSaidOnce() {
    shardedCache();
    judge.observe(refused(b));
    comesBack(Keys.SOME);
    judge.emptied((Question.Empty) questions.get(0), Optional.of("NOPERM no FLUSHALL"));
    assertThat(ring()).containsExactly("cache-0");
    assertThat(last(EventType.SHARD_EXCLUDED).change())
        .isEqualTo(new Change.ShardExcluded(b, "NOPERM no FLUSHALL"));
    now = now.plusSeconds(31);
    judge.tick();
    judge.emptied((Question.Empty) questions.get(1), Optional.of("NOPERM no FLUSHALL"));
    assertThat(count(EventType.SHARD_EXCLUDED)).isEqualTo(1);
    assertThat(
            judge.snapshot(CACHE).orElseThrow().endpoint(b.id()).orElseThrow().status())
        .isEqualTo(Status.UP);
  }

  @Test
  void aShardThatDoesNotTellWhetherItIsEmptyStaysOutUntouched() {
    shardedCache();
    judge.observe(refused(b));
    comesBack(Keys.UNKNOWN);
    assertThat(ring()).containsExactly("cache-0");
    assertThat(questions).isEmpty();
    assertThat(count(EventType.SHARD_EXCLUDED)).isEqualTo(1);
  }

  @Test
  void aNewCuratorGoesOnWithTheGuard() {
    shardedCache();
    judge.observe(refused(b));
    List<Question> asked = new ArrayList<>();
    Judge successor = new Judge(
        Ownership.alone("agent-2"), HealthPolicy.DEFAULT, () -> now, verdict -> {}, asked::add);
    successor.adopt(cacheService(), judge.snapshot(CACHE));
    successor.observe(seen(b, ReplicationFacts.primary("b-2", false), Keys.SOME));
    successor.observe(seen(b, ReplicationFacts.primary("b-2", false), Keys.SOME));
    assertThat(successor.snapshot(CACHE).orElseThrow().ring()).containsExactly("cache-0");
    assertThat(asked).hasSize(1);
  }

  @Test
  void aShardWhoseKeysMayBeReadAsTheyWereStaysInTheRing() {
    shardedCache();
    judge.observe(refused(b));
    comesBack(Keys.NONE);
    assertThat(judge.snapshot(CACHE).orElseThrow().leftovers())
        .containsEntry("cache-0", List.of("cache-1"));
    judge.observe(refused(b));
    assertThat(ring())
        .as("cache-0 has its keys of last time")
        .containsExactly("cache-0", "cache-1");
    judge.observe(seen(a, ReplicationFacts.primary("a-2", false), Keys.NONE));
    assertThat(ring()).as("and no longer, once it was empty").containsExactly("cache-0");
  }

  private void comesBack(Keys keys) {
    judge.observe(seen(b, ReplicationFacts.primary("b-2", false), keys));
    judge.observe(seen(b, ReplicationFacts.primary("b-2", false), keys));
  }

  private void shardedCache() {
    judge.update(cacheService());
    judge.observe(seen(a, ReplicationFacts.primary("a-1", false), Keys.SOME));
    assertThat(ring()).as("the first ring waits for all").isEmpty();
    judge.observe(seen(b, ReplicationFacts.primary("b-1", false), Keys.SOME));
    assertThat(ring()).containsExactly("cache-0", "cache-1");
    assertThat(questions).isEmpty();
  }

  private ServiceEndpoints cacheService() {
    ServiceSettings settings = new ServiceSettings(Topology.SHARDED, Mode.CACHE, false, "");
    return new ServiceEndpoints(CACHE, settings, List.of(a, b), List.of());
  }

  private void replicated() {
    judge.update(cache(a, b));
    judge.observe(seen(a, ReplicationFacts.primary("first", false), Keys.SOME));
    judge.observe(seen(b, ReplicationFacts.replica("r", a.address(), true), Keys.SOME));
    assertThat(judge.snapshot(CACHE).orElseThrow().primary()).contains(a.id());
  }

  private static Observation seen(Endpoint endpoint, ReplicationFacts facts, Keys keys) {
    return saw(endpoint, new Healthy(facts.withKeys(keys), Duration.ofMillis(1)));
  }

  private List<String> ring() {
    return judge.snapshot(CACHE).orElseThrow().ring();
  }

  private long count(EventType type) {
    return events.stream().filter(event -> event.type() == type).count();
  }

  private HealthEvent last(EventType type) {
    return events.stream()
        .filter(event -> event.type() == type)
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
