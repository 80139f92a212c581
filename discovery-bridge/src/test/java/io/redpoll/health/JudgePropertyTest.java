package io.redpoll.health;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.cache;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.primary;
import static io.redpoll.endpoint.Samples.refused;
import static io.redpoll.endpoint.Samples.replica;
import static io.redpoll.endpoint.Samples.saw;
import static io.redpoll.endpoint.Samples.timedOut;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens, in whatever order: what the judge says is coherent, and its events explain it. */
class JudgePropertyTest {

  private static final int STEPS = 3_000;

  private final Set<String> dying = new HashSet<>();
  private Instant now = NOON;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void eventsLeadFromEachSnapshotToTheNext(long seed) {
    Random random = new Random(seed);
    List<Verdict> verdicts = new ArrayList<>();
    Judge judge = new Judge(
        Ownership.alone("agent-1"), HealthPolicy.DEFAULT, () -> now, verdicts::add, question -> {});
    Map<EndpointId, Status> model = new HashMap<>();
    Optional<Snapshot> before = Optional.empty();
    for (int step = 0; step < STEPS; step++) {
      verdicts.clear();
      act(judge, random);
      for (Verdict verdict : verdicts) {
        verdict.events().forEach(event -> apply(model, event));
        before = check(before, verdict);
        assertThat(model).isEqualTo(statuses(verdict));
      }
    }
  }

  private void act(Judge judge, Random random) {
    int n = random.nextInt(4);
    Endpoint some = life(n, random.nextInt(6), random.nextInt(40) == 0);
    Endpoint other = life((n + 1) % 4, random.nextInt(6), false);
    now = now.plusMillis(random.nextInt(2_000));
    switch (random.nextInt(8)) {
      case 0 -> judge.update(cache(randomPods(random)));
      case 1 -> judge.observe(replica(some, other));
      case 2 -> judge.observe(refused(some));
      case 3 -> judge.observe(timedOut(some));
      case 4 -> judge.tick();
      case 5 -> removeSometimes(judge, random);
      case 6 -> judge.observe(restarted(some, random));
      default -> judge.observe(primary(some));
    }
  }

  private static Observation restarted(Endpoint endpoint, Random random) {
    ReplicationFacts facts = ReplicationFacts.primary("run-" + random.nextInt(3), false);
    return saw(endpoint, new Observation.Healthy(facts, Duration.ofMillis(1)));
  }

  private static void removeSometimes(Judge judge, Random random) {
    if (random.nextInt(20) == 0) {
      judge.remove(CACHE);
    }
  }

  private Endpoint[] randomPods(Random random) {
    List<Endpoint> pods = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      if (random.nextInt(4) > 0) {
        pods.add(life(n, random.nextInt(6), random.nextInt(40) == 0));
      }
    }
    return pods.toArray(new Endpoint[0]);
  }

  /** Kubernetes never takes a deletion back: a pod that terminates does so for the rest of its life. */
  private Endpoint life(int n, int life, boolean dies) {
    boolean terminating = isDying(n + "-" + life, dies);
    EndpointConditions conditions = new EndpointConditions(!terminating, true, terminating);
    return pod("cache-" + n, "uid-" + n + "-" + life, "10.0." + life + "." + n, conditions);
  }

  private boolean isDying(String pod, boolean fromNow) {
    if (fromNow) {
      dying.add(pod);
    }
    return dying.contains(pod);
  }

  private static void apply(Map<EndpointId, Status> model, HealthEvent event) {
    switch (event.type()) {
      case ENDPOINT_JOINED -> model.put(id(event), Status.UNKNOWN);
      case ENDPOINT_RESTARTED -> {
        String shard = event.endpoint().orElseThrow().shard();
        model.keySet().removeIf(id -> shardOf(id).equals(shard) && !id.equals(id(event)));
        model.putIfAbsent(id(event), Status.UNKNOWN);
      }
      case ENDPOINT_LEFT -> model.remove(id(event));
      case ENDPOINT_UP,
          ENDPOINT_DOWN,
          ENDPOINT_DEGRADED,
          ENDPOINT_DRAINING,
          ENDPOINT_UNREACHABLE -> {
        assertThat(model).containsEntry(id(event), Status.valueOf(event.from()));
        model.put(id(event), Status.valueOf(event.to()));
      }
      default -> assertThat(event.cause()).isNotEmpty();
    }
  }

  private static EndpointId id(HealthEvent event) {
    return event.endpoint().orElseThrow().id();
  }

  private static String shardOf(EndpointId id) {
    return "cache-" + id.owner().charAt("uid-".length());
  }

  private static Map<EndpointId, Status> statuses(Verdict verdict) {
    return verdict.snapshot().map(Snapshot::endpoints).orElse(List.of()).stream()
        .collect(Collectors.toMap(EndpointState::id, EndpointState::status));
  }

  private static Optional<Snapshot> check(Optional<Snapshot> before, Verdict verdict) {
    if (verdict.snapshot().isEmpty()) {
      return Optional.empty();
    }
    Snapshot after = verdict.snapshot().get();
    before.ifPresent(earlier -> {
      boolean newsAlone = after.equals(earlier);
      assertThat(newsAlone || after.version() > earlier.version()).isTrue();
      assertThat(after.epoch()).isGreaterThanOrEqualTo(earlier.epoch());
      if (earlier.topology() == Topology.REPLICATED) {
        assertThat(after.topology()).as("no scatter").isNotEqualTo(Topology.SHARDED);
      }
      if (!after.primary().equals(earlier.primary()) && after.primary().isPresent()) {
        boolean same = after.epoch() == earlier.epoch();
        assertThat(same && earlier.primary().isPresent())
            .as("a change of primary is an epoch")
            .isFalse();
      }
    });
    after.primary().ifPresent(id -> assertThat(after.endpoint(id)).isPresent());
    long writable =
        after.endpoints().stream().filter(e -> takesWrites(after, e)).count();
    assertThat(writable).isLessThanOrEqualTo(1);
    return Optional.of(after);
  }

  private static boolean takesWrites(Snapshot snapshot, EndpointState state) {
    return snapshot.topology() == Topology.REPLICATED
        && state.usable()
        && state.role() == Role.PRIMARY;
  }
}
