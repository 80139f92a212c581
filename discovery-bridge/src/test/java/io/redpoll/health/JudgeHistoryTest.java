package io.redpoll.health;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceSettings;
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

/**
 * Random histories with witnesses: what is never concluded, whoever says what, whenever the answers come. Each agent may see
 * another thing than the next; agents come and go, and the Service changes hands.
 */
class JudgeHistoryTest {

  private static final int STEPS = 1_500;
  private static final Duration ANSWER_LOST = Duration.ofSeconds(10);
  private static final List<Agent> AGENTS = List.of(
      new Agent("a", "node-1", ""), new Agent("b", "node-2", ""), new Agent("c", "node-3", ""));

  /** What was asked last about an endpoint, and is not answered yet. */
  private record Asked(Question.Reachable question, Instant at) {}

  private final Agents agents = new Agents(AGENTS.toArray(Agent[]::new));
  private final List<Question> questions = new ArrayList<>();
  private final Set<EventType> told = new HashSet<>();
  private final Map<EndpointId, Asked> open = new HashMap<>();
  /** The unanswered checks in a row. */
  private final Map<EndpointId, Integer> failures = new HashMap<>();
  /** The endpoints about which there is evidence enough to call them DOWN. */
  private final Set<EndpointId> proven = new HashSet<>();
  /** The endpoints that no witness reached who answered, while their prober has not failed as often as agreed. */
  private final Set<EndpointId> confirmed = new HashSet<>();

  private Instant now = NOON;
  private Optional<Snapshot> before = Optional.empty();
  private Optional<EndpointId> lastPrimary = Optional.empty();
  private Map<EndpointId, Role> shape = Map.of();
  private Instant shapeSince = NOON;
  private Random random;
  private Mode mode = Mode.STORE;
  private Judge judge;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14})
  void aPrimaryWithReplicas(long seed) {
    live(seed, true);
    assertThat(before.orElseThrow().topology()).isEqualTo(Topology.REPLICATED);
    assertThat(before.orElseThrow().epoch()).isGreaterThan(10);
    assertThat(told)
        .contains(EventType.PRIMARY_SPLIT, EventType.ENDPOINT_DOWN, EventType.ENDPOINT_UNREACHABLE);
    assertThat(questions).noneMatch(Question.Empty.class::isInstance);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22, 23})
  void shardsThatStoreAreNeverEmptied(long seed) {
    live(seed, false);
    assertThat(before.orElseThrow().topology()).isEqualTo(Topology.SHARDED);
    assertThat(told).contains(EventType.ENDPOINT_DOWN, EventType.ENDPOINT_UNREACHABLE);
    assertThat(questions).noneMatch(Question.Empty.class::isInstance);
  }

  /** The same histories do ask for it where it is allowed, so the test above could fail. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22, 23})
  void shardsThatCacheAre(long seed) {
    mode = Mode.CACHE;
    live(seed, false);
    assertThat(questions).anyMatch(Question.Empty.class::isInstance);
  }

  private void live(long seed, boolean replicas) {
    random = new Random(seed);
    judge = new Judge(agents.of("a"), HealthPolicy.DEFAULT, () -> now, this::hear, this::ask);
    judge.update(service());
    for (int step = 0; step < STEPS; step++) {
      now = now.plusMillis(random.nextInt(2_000));
      act(replicas);
      checkEvidence();
    }
  }

  private void act(boolean replicas) {
    switch (random.nextInt(40)) {
      case 0 -> judge.update(service());
      case 1 -> agents.become(someAgents());
      case 2 -> handOver();
      case 3, 4, 5, 6, 7 -> tick();
      case 8, 9, 10, 11, 12, 13, 14, 15 -> testify();
      default -> observe(replicas);
    }
  }

  private ServiceEndpoints service() {
    List<Endpoint> pods = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      if (n == 0 || random.nextInt(6) > 0) {
        String life = n + "-" + random.nextInt(2);
        pods.add(pod("cache-" + n, "uid-" + life, "10.0.0." + n));
      }
    }
    ServiceSettings settings = new ServiceSettings(Topology.UNKNOWN, mode, false, "");
    return new ServiceEndpoints(CACHE, settings, pods, List.of());
  }

  private Agent[] someAgents() {
    List<Agent> some = AGENTS.stream().filter(agent -> random.nextBoolean()).toList();
    return (some.isEmpty() ? AGENTS : some).toArray(Agent[]::new);
  }

  /** The Service goes to another agent, which knows of it what the registry says. */
  private void handOver() {
    Snapshot last = before.orElseThrow();
    open.clear();
    confirmed.clear();
    shape = Map.of();
    lastPrimary = last.primary();
    judge.release(CACHE);
    judge.adopt(service(), Optional.of(last));
  }

  private void tick() {
    open.forEach((id, asked) -> {
      if (asked.at().plus(ANSWER_LOST).isBefore(now)) {
        proven.add(id);
      }
    });
    judge.tick();
  }

  private void observe(boolean replicas) {
    Endpoint endpoint = someEndpoint();
    List<Agent> live = agents.of("a").agents();
    Agent by = live.get(random.nextInt(live.size()));
    Finding finding = finding(endpoint, replicas);
    boolean unreached = finding instanceof Unreached;
    int inARow = unreached ? failures.merge(endpoint.id(), 1, Integer::sum) : 0;
    failures.put(endpoint.id(), inARow);
    boolean hard = finding instanceof Unreached seen && seen.failure().hard();
    boolean nobodyElse = agents.of("a").witnesses(endpoint, 2).isEmpty();
    boolean counts = hard && (by.isOn(endpoint.node()) || nobodyElse);
    boolean often = nobodyElse && inARow >= HealthPolicy.DEFAULT.fall();
    if (!unreached || counts) {
      confirmed.remove(endpoint.id());
    }
    if (counts || often || confirmed.contains(endpoint.id())) {
      proven.add(endpoint.id());
    }
    judge.observe(new Observation(endpoint.id(), by.name(), now, finding));
  }

  private Finding finding(Endpoint endpoint, boolean replicas) {
    String runId = "run-" + endpoint.id();
    Endpoint other = someEndpoint();
    return switch (random.nextInt(12)) {
      case 0 -> new Unreached(Failure.REFUSED, "connection refused");
      case 1, 2, 3 -> new Unreached(Failure.TIMEOUT, "no answer in time");
      case 4 -> new Impaired(Impairment.LOADING, "loading");
      case 5, 6 ->
        replicas && !other.equals(endpoint)
            ? healthy(ReplicationFacts.replica(runId, other.address(), true))
            : healthy(ReplicationFacts.primary(runId, false).withKeys(Keys.SOME));
      default -> healthy(ReplicationFacts.primary(runId, false).withKeys(Keys.SOME));
    };
  }

  private static Finding healthy(ReplicationFacts facts) {
    return new Healthy(facts, Duration.ofMillis(1));
  }

  private Endpoint someEndpoint() {
    List<EndpointState> states = before.orElseThrow().endpoints();
    return states.get(random.nextInt(states.size())).endpoint();
  }

  /** Some of the witnesses of some question answer, each in its own way. */
  private void testify() {
    List<Asked> all = List.copyOf(open.values());
    if (all.isEmpty()) {
      return;
    }
    Question.Reachable question = all.get(random.nextInt(all.size())).question();
    EndpointId id = question.endpoint().id();
    open.remove(id);
    List<Observation> testimony = question.witnesses().stream()
        .filter(witness -> random.nextInt(4) > 0)
        .map(witness -> new Observation(id, witness, now, finding(question.endpoint(), false)))
        .toList();
    if (testimony.stream().allMatch(seen -> seen.finding() instanceof Unreached)) {
      proven.add(id);
      confirmed.add(id);
    } else {
      confirmed.remove(id);
    }
    judge.testify(question, testimony);
  }

  private void ask(Question question) {
    questions.add(question);
    if (question instanceof Question.Reachable reachable) {
      open.put(question.endpoint().id(), new Asked(reachable, now));
      confirmed.remove(question.endpoint().id());
    }
  }

  private void hear(Verdict verdict) {
    verdict.events().forEach(event -> told.add(event.type()));
    Snapshot after = verdict.snapshot().orElseThrow();
    checkEpoch(after);
    checkTopology(after);
    checkFences(after);
    before = Optional.of(after);
  }

  /** It rises exactly when another is agreed to be primary. */
  private void checkEpoch(Snapshot after) {
    boolean changed = after.primary().isPresent() && !after.primary().equals(lastPrimary);
    long epoch = before.map(Snapshot::epoch).orElse(0L);
    assertThat(after.epoch()).as("epoch at %s", now).isEqualTo(changed ? epoch + 1 : epoch);
    lastPrimary = after.primary().or(() -> lastPrimary);
  }

  private void checkTopology(Snapshot after) {
    Map<EndpointId, Role> seen = after.endpoints().stream()
        .collect(Collectors.toMap(EndpointState::id, EndpointState::role));
    if (!seen.equals(shape)) {
      shape = seen;
      shapeSince = now;
    }
    Topology from = before.map(Snapshot::topology).orElse(Topology.UNKNOWN);
    if (after.topology() == Topology.SHARDED && from != Topology.SHARDED) {
      assertThat(from).as("no scatter").isNotEqualTo(Topology.REPLICATED);
      assertThat(Duration.between(shapeSince, now))
          .as("settled at %s", now)
          .isGreaterThanOrEqualTo(HealthPolicy.DEFAULT.settle());
    }
  }

  /** Of those that claim to be primary, all but the agreed one are fenced. */
  private static void checkFences(Snapshot after) {
    if (after.topology() == Topology.REPLICATED) {
      assertThat(after.endpoints())
          .filteredOn(state -> state.role() == Role.PRIMARY)
          .allMatch(state -> state.fenced() == !after.primary().equals(Optional.of(state.id())));
    }
  }

  /**
   * DOWN is only what its own node found dead, what nobody reached who was asked and answered, or what failed as often as
   * agreed where there is nobody to ask.
   */
  private void checkEvidence() {
    Snapshot snapshot = before.orElseThrow();
    for (EndpointState state : snapshot.endpoints()) {
      boolean keptOpen = state.reason().contains(SuspectView.REASON);
      if (state.status() == Status.DOWN) {
        assertThat(proven).as("evidence against %s at %s", state, now).contains(state.id());
      } else if (!keptOpen) {
        proven.remove(state.id());
      }
    }
    proven.removeIf(id -> snapshot.endpoint(id).isEmpty());
  }
}
