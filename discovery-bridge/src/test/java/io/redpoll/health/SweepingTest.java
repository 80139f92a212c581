package io.redpoll.health;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.refused;
import static io.redpoll.endpoint.Samples.saw;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Change;
import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.SweepStep;
import io.redpoll.endpoint.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What stood in for another shard is swept, step by step, and only a whole walk under one ring over one process counts. */
class SweepingTest {

  private static final String START = SweepStep.START;

  private final Endpoint a = pod(0);
  private final Endpoint b = pod(1);
  private final Endpoint c = pod(2);
  private final List<HealthEvent> events = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();
  private Instant now = NOON;
  private Mode mode = Mode.CACHE;
  private Judge judge = judge("agent-1");

  @Test
  void aWholeWalkLetsTheOthersLeaveAgain() {
    bStoodInForByOthers();
    pass(Sweeping.WAIT.minusMillis(1));
    assertThat(questions).as("before the last ring is everybody's").isEmpty();
    pass(Duration.ofMillis(1));
    Question.Sweep first = open(a);
    assertThat(first.step())
        .isEqualTo(new SweepStep("a-1", List.of("cache-0", "cache-1", "cache-2"), START));
    judge.swept(first, "0:17");
    Question.Sweep second = open(a);
    assertThat(second.step().cursor()).isEqualTo("0:17");
    judge.swept(second, START);
    assertThat(of(EventType.SHARD_SWEPT))
        .extracting(HealthEvent::change)
        .containsExactly(new Change.ShardSwept(a));
    judge.observe(refused(b));
    assertThat(ring()).as("cache-2 has its keys yet").contains("cache-1");
    judge.swept(open(c), START);
    assertThat(ring()).containsExactly("cache-0", "cache-2");
    assertThat(questions).as("one step at a time").hasSize(3);
  }

  @Test
  void aRingThatChangesStartsTheWalkOver() {
    bStoodInForByOthers();
    pass(Sweeping.WAIT);
    Question.Sweep stale = open(a);
    judge.observe(refused(c));
    assertThat(ring()).containsExactly("cache-0", "cache-1");
    judge.swept(stale, START);
    assertThat(of(EventType.SHARD_SWEPT)).isEmpty();
    questions.clear();
    pass(Sweeping.WAIT);
    assertThat(open(a).step())
        .isEqualTo(new SweepStep("a-1", List.of("cache-0", "cache-1"), START));
  }

  @Test
  void anAnswerToTheSameQuestionInAnEarlierWalkIsNone() {
    bStoodInForByOthers();
    pass(Sweeping.WAIT);
    Question.Sweep stale = open(a);
    judge.observe(refused(c));
    returns(c, "c-2");
    questions.clear();
    pass(Sweeping.WAIT);
    assertThat(open(a).step()).as("what is asked").isEqualTo(stale.step());
    judge.swept(stale, START);
    judge.notSwept(stale, "NOPERM");
    assertThat(of(EventType.SHARD_SWEPT)).isEmpty();
    assertThat(of(EventType.SHARD_UNSWEPT)).isEmpty();
    judge.swept(open(a), START);
    assertThat(of(EventType.SHARD_SWEPT)).hasSize(1);
  }

  @Test
  void anotherProcessIsWalkedFromItsStart() {
    bStoodInForByOthers();
    pass(Sweeping.WAIT);
    judge.swept(open(a), "0:17");
    Question.Sweep stale = open(a);
    answers(a, "a-2", Keys.SOME);
    assertThat(open(a).step().runId()).isEqualTo("a-2");
    assertThat(open(a).step().cursor()).isEqualTo(START);
    judge.swept(stale, START);
    assertThat(of(EventType.SHARD_SWEPT)).isEmpty();
  }

  @Test
  void aProcessThatRestartsAfterItsSweepMayHaveThemFromItsDisk() {
    bStoodInForByOthers();
    sweepAll();
    answers(a, "a-2", Keys.SOME);
    judge.observe(refused(b));
    assertThat(ring()).contains("cache-1");
    judge.swept(open(a), START);
    assertThat(ring()).containsExactly("cache-0", "cache-2");
  }

  @Test
  void aSecondReturnIsSweptAgain() {
    bStoodInForByOthers();
    sweepAll();
    judge.observe(refused(b));
    assertThat(ring()).containsExactly("cache-0", "cache-2");
    returns(b, "b-3");
    assertThat(snapshot().swept()).isEmpty();
    judge.observe(refused(b));
    assertThat(ring()).contains("cache-1");
    returns(b, "b-4");
    sweepAll();
    judge.observe(refused(b));
    assertThat(ring()).containsExactly("cache-0", "cache-2");
  }

  @Test
  void aNewCuratorKnowsWhoWasSweptAndStartsOverWithTheOthers() {
    bStoodInForByOthers();
    pass(Sweeping.WAIT);
    judge.swept(open(a), START);
    judge.swept(open(c), "3:1842");
    assertThat(snapshot().swept()).isEqualTo(Map.of("cache-0", "a-1"));
    Snapshot last = snapshot();
    questions.clear();
    judge = judge("agent-2");
    judge.adopt(service(), Optional.of(last));
    judge.observe(refused(b));
    assertThat(ring()).as("who was not heard is not trusted").contains("cache-1");
    answers(a, "a-1", Keys.SOME);
    answers(c, "c-1", Keys.SOME);
    pass(Sweeping.WAIT);
    assertThat(questions).hasSize(1);
    assertThat(open(c).step().cursor()).isEqualTo(START);
    judge.swept(open(c), START);
    assertThat(ring()).containsExactly("cache-0", "cache-2");
  }

  @Test
  void aRefusalIsToldOnceAndTheShardStaysAsInModeStore() {
    bStoodInForByOthers();
    pass(Sweeping.WAIT);
    judge.swept(open(a), "0:17");
    judge.notSwept(open(a), "NOPERM no SCAN");
    assertThat(of(EventType.SHARD_UNSWEPT))
        .extracting(HealthEvent::change)
        .containsExactly(new Change.ShardUnswept(a, "NOPERM no SCAN"));
    assertThat(of(EventType.SHARD_UNSWEPT).get(0).cause().get(0).what())
        .contains("+scan +unlink +select");
    judge.observe(refused(b));
    assertThat(ring()).contains("cache-1");
    questions.clear();
    pass(Duration.ofSeconds(29));
    assertThat(questions).noneMatch(question -> question.endpoint().equals(a));
    pass(Duration.ofSeconds(1));
    assertThat(open(a).step().cursor()).as("where it was").isEqualTo("0:17");
    judge.notSwept(open(a), "NOPERM no SCAN");
    assertThat(of(EventType.SHARD_UNSWEPT)).hasSize(1);
  }

  @Test
  void anAnswerThatIsLostIsAskedForAgain() {
    bStoodInForByOthers();
    pass(Sweeping.WAIT);
    Question.Sweep lost = open(a);
    pass(Duration.ofSeconds(30));
    Question.Sweep again = open(a);
    assertThat(again).isNotEqualTo(lost);
    judge.swept(lost, START);
    assertThat(of(EventType.SHARD_SWEPT)).isEmpty();
    judge.swept(again, START);
    assertThat(of(EventType.SHARD_SWEPT)).hasSize(1);
  }

  @Test
  void whoDoesNotAnswerOrIsEmptyIsNotSwept() {
    bStoodInForByOthers();
    judge.observe(refused(c));
    answers(a, "a-1", Keys.NONE);
    pass(Duration.ofMinutes(5));
    assertThat(questions).isEmpty();
    assertThat(snapshot().leftovers()).isEmpty();
  }

  @Test
  void inModeStoreNothingIsSwept() {
    mode = Mode.STORE;
    fill();
    judge.observe(refused(b));
    returns(b, "b-2");
    pass(Duration.ofMinutes(5));
    assertThat(questions).isEmpty();
    assertThat(snapshot().leftovers()).isEmpty();
  }

  /** Before a walk is over, the label says that nothing may be deleted any more. */
  @Test
  void aServiceThatTurnsIntoAStoreIsSweptNoFurther() {
    bStoodInForByOthers();
    pass(Sweeping.WAIT);
    Question.Sweep open = open(a);
    questions.clear();
    mode = Mode.STORE;
    judge.update(service());
    judge.swept(open, "0:17");
    pass(Duration.ofMinutes(5));
    assertThat(questions).isEmpty();
  }

  private void bStoodInForByOthers() {
    fill();
    judge.observe(refused(b));
    assertThat(ring()).containsExactly("cache-0", "cache-2");
    returns(b, "b-2");
    assertThat(ring()).containsExactly("cache-0", "cache-1", "cache-2");
    assertThat(snapshot().leftovers())
        .isEqualTo(Map.of("cache-0", List.of("cache-1"), "cache-2", List.of("cache-1")));
  }

  private void fill() {
    judge.update(service());
    answers(a, "a-1", Keys.SOME);
    answers(b, "b-1", Keys.SOME);
    answers(c, "c-1", Keys.SOME);
  }

  private void sweepAll() {
    pass(Sweeping.WAIT);
    judge.swept(open(a), START);
    judge.swept(open(c), START);
    assertThat(snapshot().swept()).containsOnlyKeys("cache-0", "cache-2");
  }

  /** Empty, and long enough to be believed. */
  private void returns(Endpoint endpoint, String runId) {
    answers(endpoint, runId, Keys.NONE);
    answers(endpoint, runId, Keys.NONE);
  }

  private void answers(Endpoint endpoint, String runId, Keys keys) {
    ReplicationFacts facts = ReplicationFacts.primary(runId, false).withKeys(keys);
    judge.observe(saw(endpoint, new Healthy(facts, Duration.ofMillis(1))));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    judge.tick();
  }

  /** What was last asked of an endpoint. */
  private Question.Sweep open(Endpoint endpoint) {
    return questions.stream()
        .map(Question.Sweep.class::cast)
        .filter(question -> question.endpoint().equals(endpoint))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private List<HealthEvent> of(EventType type) {
    return events.stream().filter(event -> event.type() == type).toList();
  }

  private Snapshot snapshot() {
    return judge.snapshot(CACHE).orElseThrow();
  }

  private List<String> ring() {
    return snapshot().ring();
  }

  private ServiceEndpoints service() {
    ServiceSettings settings = new ServiceSettings(Topology.SHARDED, mode, false, "");
    return new ServiceEndpoints(CACHE, settings, List.of(a, b, c), List.of());
  }

  private Judge judge(String name) {
    return new Judge(
        Ownership.alone(name),
        HealthPolicy.DEFAULT,
        () -> now,
        verdict -> events.addAll(verdict.events()),
        questions::add);
  }
}
