package io.redpoll.health;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointState;
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
import io.redpoll.endpoint.SweepStep;
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
 * A sharded Service with real values in it, judged while its shards are cut off, die, restart with and without their data, are
 * emptied and swept, and while the curator changes: whoever reads by the snapshot never sees a value older than one that was
 * accepted.
 */
class CacheRingModelTest {

  private static final int SHARDS = 4;
  private static final int KEYS = 24;
  private static final int STEPS = 4_000;

  /** Of the keys in one step of a sweep, so that a walk has several. */
  private static final int PAGE = 7;

  private final List<Node> nodes = new ArrayList<>();
  private final List<Question> orders = new ArrayList<>();
  /** Answers that are on their way, for as long as it pleases. */
  private final List<Runnable> late = new ArrayList<>();
  /** By key: the newest value that each shard has accepted. */
  private final Map<String, Map<String, Integer>> accepted = new HashMap<>();

  private final Set<String> everOut = new HashSet<>();
  private Instant now = NOON;
  private Judge judge;
  private Mode mode;
  private int writes;
  private int flushes;
  private int ejections;
  private int swept;
  /** Shards that left while another still had been told to hold their keys of last time. */
  private int secondEjections;

  /** A Redis process, its data, and the data on its disk. */
  private static final class Node {
    final Endpoint endpoint;
    final Map<String, Integer> data = new HashMap<>();
    Map<String, Integer> dump = new HashMap<>();
    boolean alive = true;
    boolean cutOff;
    int run;
    /** Whether something was swept that is still in the dump. */
    boolean staleDump;

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
    assertThat(swept).as("keys that were swept, seed " + seed).isPositive();
    assertThat(secondEjections).as("shards that left again, seed " + seed).isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void inModeStoreNobodyLeavesAndNobodyIsEmptied(long seed) {
    run(seed, Mode.STORE);
    assertThat(ejections).isZero();
    assertThat(flushes).isZero();
    assertThat(swept).isZero();
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
          secondEjections += isLeftover(shard) ? 1 : 0;
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
      case 7 -> save(node);
      case 8 -> takeOver();
      case 9, 10, 11 -> obey(random);
      case 12 -> judge.tick();
      case 13 -> answerLate(random);
      default -> judge.observe(check(node));
    }
  }

  private static void save(Node node) {
    node.dump = new HashMap<>(node.data);
    node.staleDump = false;
  }

  private void restart(Node node, boolean fromDisk) {
    if (!node.alive) {
      // What was swept and comes back from the disk is guarded only if no other shard has left
      // meanwhile (README, limits).
      boolean loads = fromDisk && !(node.staleDump && isMissed(node));
      node.alive = true;
      node.run++;
      node.data.clear();
      // A process that finds a dump loads it; one that starts empty has none.
      node.dump = loads ? node.dump : new HashMap<>();
      node.data.putAll(node.dump);
      if (node.staleDump && !node.cutOff) {
        // The end of the old process closed the prober's connection: it looks at once.
        judge.observe(check(node));
      }
      node.staleDump &= loads;
    }
  }

  private boolean isMissed(Node node) {
    boolean usable = judge
        .snapshot(CACHE)
        .flatMap(snapshot -> snapshot.endpoint(node.endpoint.id()))
        .filter(EndpointState::usable)
        .isPresent();
    return node.cutOff || !usable || ring().size() < SHARDS;
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
    Question order = orders.remove(0);
    Node node = nodes.stream()
        .filter(n -> n.endpoint.id().equals(order.endpoint().id()))
        .findFirst()
        .orElseThrow();
    boolean refuses = random.nextInt(4) == 0 || !node.answers();
    if (order instanceof Question.Sweep sweep) {
      sweep(node, sweep, refuses, random);
    } else {
      empty(node, (Question.Empty) order, refuses);
    }
  }

  private void empty(Node node, Question.Empty order, boolean refuses) {
    if (refuses || !node.runId().equals(order.runId())) {
      judge.emptied(order, Optional.of("refused"));
      return;
    }
    assertThat(everOut).as("who was never out is never emptied").contains(node.endpoint.shard());
    assertThat(ring()).doesNotContain(node.endpoint.shard());
    // FLUSHALL empties the dump on disk, too.
    node.data.clear();
    save(node);
    flushes++;
    judge.emptied(order, Optional.empty());
  }

  /** One step, over the keys in the order of their names; its answer may be lost, and may come when nobody waits for it. */
  private void sweep(Node node, Question.Sweep order, boolean refuses, Random random) {
    SweepStep step = order.step();
    if (refuses || !node.runId().equals(step.runId())) {
      judge.notSwept(order, "refused");
      return;
    }
    List<String> ahead = node.data.keySet().stream()
        .filter(key -> key.compareTo(step.cursor()) > 0)
        .sorted()
        .toList();
    List<String> page = ahead.subList(0, Math.min(PAGE, ahead.size()));
    for (String key : page) {
      if (!Rendezvous.owner(key, step.ring()).equals(node.endpoint.shard())) {
        node.data.remove(key);
        node.staleDump |= node.dump.containsKey(key);
        swept++;
      }
    }
    String cursor = page.size() < ahead.size() ? page.get(page.size() - 1) : SweepStep.START;
    Judge asker = judge;
    switch (random.nextInt(8)) {
      case 0 -> {}
      case 1 -> late.add(() -> asker.swept(order, cursor));
      default -> judge.swept(order, cursor);
    }
  }

  private void answerLate(Random random) {
    if (!late.isEmpty()) {
      late.remove(random.nextInt(late.size())).run();
    }
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

  private boolean isLeftover(String shard) {
    return judge.snapshot(CACHE).orElseThrow().leftovers().values().stream()
        .anyMatch(of -> of.contains(shard));
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
    late.clear();
    return new Judge(
        Ownership.alone(name),
        HealthPolicy.DEFAULT,
        () -> now,
        verdict -> assertThat(verdict.events())
            .noneMatch(event -> mode == Mode.STORE && event.type() == EventType.SHARD_EMPTIED),
        orders::add);
  }
}
