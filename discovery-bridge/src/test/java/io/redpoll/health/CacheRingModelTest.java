package io.redpoll.health;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A sharded Service with real values in it, judged while its shards are cut off, die, restart with and without their data,
 * and while the curator changes: whoever reads by the snapshot never sees a value older than one that was accepted.
 */
class CacheRingModelTest {

  private static final int SHARDS = 4;
  private static final int KEYS = 24;
  private static final int STEPS = 4_000;

  private final List<Node> nodes = new ArrayList<>();
  private final List<Question.Empty> orders = new ArrayList<>();
  /** By key: the newest value that each shard has accepted. */
  private final Map<String, Map<String, Integer>> accepted = new HashMap<>();

  private final Set<String> everOut = new HashSet<>();
  private Instant now = NOON;
  private Judge judge;
  private Mode mode;
  private int writes;
  private int flushes;
  private int ejections;

  /** A Redis process, its data, and the data on its disk. */
  private static final class Node {
    final Endpoint endpoint;
    final Map<String, Integer> data = new HashMap<>();
    Map<String, Integer> dump = new HashMap<>();
    boolean alive = true;
    boolean cutOff;
    int run;

    Node(int n) {
      endpoint = pod(n);
    }

    String runId() {
      return endpoint.shard() + "-run-" + run;
    }

    boolean answers() {
      return alive && !cutOff;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nobodyReadsAValueOlderThanOneAcceptedElsewhere(long seed) {
    run(seed, Mode.CACHE);
    assertThat(ejections).as("shards that left the ring, seed " + seed).isPositive();
    assertThat(flushes).as("shards that were emptied, seed " + seed).isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void inModeStoreNobodyLeavesAndNobodyIsEmptied(long seed) {
    run(seed, Mode.STORE);
    assertThat(ejections).isZero();
    assertThat(flushes).isZero();
  }

  private void run(long seed, Mode chosen) {
    mode = chosen;
    Random random = new Random(seed);
    judge = judge("agent-1");
    for (int n = 0; n < SHARDS; n++) {
      nodes.add(new Node(n));
    }
    judge.update(service());
    List<String> ring = List.of();
    for (int step = 0; step < STEPS; step++) {
      act(random);
      List<String> next = ring();
      for (String shard : ring) {
        if (!next.contains(shard)) {
          ejections++;
          everOut.add(shard);
        }
      }
      ring = next;
      use(random, "seed " + seed + ", step " + step);
    }
  }

  private void act(Random random) {
    Node node = nodes.get(random.nextInt(SHARDS));
    now = now.plusMillis(random.nextInt(1_500));
    switch (random.nextInt(24)) {
      case 0 -> node.cutOff = true;
      case 1, 2, 3 -> node.cutOff = false;
      case 4 -> node.alive = false;
      case 5, 6 -> restart(node, random.nextBoolean());
      case 7 -> node.dump = new HashMap<>(node.data);
      case 8 -> takeOver();
      case 9, 10, 11 -> obey(random);
      case 12 -> judge.tick();
      default -> judge.observe(check(node));
    }
  }

  private void restart(Node node, boolean fromDisk) {
    if (!node.alive) {
      node.alive = true;
      node.run++;
      node.data.clear();
      // A process that finds a dump loads it; one that starts empty has none.
      node.dump = fromDisk ? node.dump : new HashMap<>();
      node.data.putAll(node.dump);
    }
  }

  private void takeOver() {
    Optional<Snapshot> last = judge.snapshot(CACHE);
    judge = judge("agent-" + now.toEpochMilli());
    judge.adopt(service(), last);
  }

  /** A prober does what it was told, late or never, and only to the process that was meant. */
  private void obey(Random random) {
    if (orders.isEmpty()) {
      return;
    }
    Question.Empty order = orders.remove(0);
    Node node = nodes.stream()
        .filter(n -> n.endpoint.id().equals(order.endpoint().id()))
        .findFirst()
        .orElseThrow();
    if (random.nextInt(4) == 0 || !node.answers() || !node.runId().equals(order.runId())) {
      judge.emptied(order, Optional.of("refused"));
      return;
    }
    assertThat(everOut).as("who was never out is never emptied").contains(node.endpoint.shard());
    assertThat(ring()).doesNotContain(node.endpoint.shard());
    // FLUSHALL empties the dump on disk, too.
    node.data.clear();
    node.dump = new HashMap<>();
    flushes++;
    judge.emptied(order, Optional.empty());
  }

  private Observation check(Node node) {
    ReplicationFacts facts = ReplicationFacts.primary(node.runId(), false)
        .withKeys(node.data.isEmpty() ? Keys.NONE : Keys.SOME);
    return new Observation(
        node.endpoint.id(),
        "agent-1",
        now,
        node.answers()
            ? new Healthy(facts, Duration.ofMillis(1))
            : node.alive
                ? new Unreached(Failure.TIMEOUT, "no answer")
                : new Unreached(Failure.REFUSED, "connection refused"));
  }

  /** All applications have the snapshot; what is down for the agent may still be there for them. */
  private void use(Random random, String when) {
    if (ring().isEmpty()) {
      return;
    }
    String key = "key-" + random.nextInt(KEYS);
    Node node = nodeOf(key);
    if (!node.alive) {
      return;
    }
    if (random.nextBoolean()) {
      node.data.put(key, ++writes);
      accepted.computeIfAbsent(key, k -> new HashMap<>()).put(node.endpoint.shard(), writes);
    } else if (mode == Mode.CACHE && node.data.containsKey(key)) {
      assertThat(node.data.get(key))
          .as(when + ": " + key + " on " + node.endpoint.shard())
          .isGreaterThanOrEqualTo(acceptedElsewhere(key, node));
    }
  }

  /** The newest value of a key that another shard has accepted. */
  private int acceptedElsewhere(String key, Node node) {
    return accepted.getOrDefault(key, Map.of()).entrySet().stream()
        .filter(entry -> !entry.getKey().equals(node.endpoint.shard()))
        .mapToInt(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  private Node nodeOf(String key) {
    String shard = Rendezvous.owner(key, ring());
    return nodes.stream()
        .filter(node -> node.endpoint.shard().equals(shard))
        .findFirst()
        .orElseThrow();
  }

  private List<String> ring() {
    return judge.snapshot(CACHE).map(Snapshot::ring).orElse(List.of());
  }

  private ServiceEndpoints service() {
    return new ServiceEndpoints(
        CACHE,
        new ServiceSettings(Topology.SHARDED, mode, false, ""),
        nodes.stream().map(node -> node.endpoint).toList(),
        List.of());
  }

  private Judge judge(String name) {
    orders.clear();
    return new Judge(
        Ownership.alone(name),
        HealthPolicy.DEFAULT,
        () -> now,
        verdict -> assertThat(verdict.events())
            .noneMatch(event -> mode == Mode.STORE && event.type() == EventType.SHARD_EMPTIED),
        question -> orders.add((Question.Empty) question));
  }
}
