package io.redpoll.health;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.cache;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.primary;
import static io.redpoll.endpoint.Samples.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Confirm before down (design 6.3). The pods run on node-1, as agent a does. */
class WitnessTest {

  private static final Agent A = new Agent("a", "node-1", "");
  private static final Agent B = new Agent("b", "node-2", "");
  private static final Agent C = new Agent("c", "node-3", "");

  private final Endpoint redis = pod(0);
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();
  private Instant now = NOON;
  private Judge judge = judge(A, B, C);

  @Test
  void hardEvidenceFromItsOwnNodeDownsAtOnce() {
    up();
    judge.observe(by("a", Failure.REFUSED));
    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(questions).isEmpty();
  }

  @Test
  void softEvidenceIsConfirmedByTwoOthers() {
    up();
    judge.observe(by("a", Failure.TIMEOUT));
    assertThat(asked().witnesses()).containsExactlyInAnyOrder("b", "c");
    judge.observe(by("a", Failure.TIMEOUT));
    assertThat(status()).isEqualTo(Status.UP);
    judge.observe(by("a", Failure.TIMEOUT));
    assertThat(questions).as("asked once").hasSize(1);
    judge.testify(asked(), List.of(by("b", Failure.TIMEOUT), by("c", Failure.NO_PATH)));
    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(last(EventType.ENDPOINT_DOWN).cause())
        .extracting(Cause::observer)
        .containsExactly("a", "a", "b", "c");
  }

  @Test
  void testimonyWaitsForTheSecondLookOfTheProber() {
    up();
    judge.observe(by("a", Failure.TIMEOUT));
    judge.testify(asked(), List.of(by("b", Failure.TIMEOUT), by("c", Failure.TIMEOUT)));
    assertThat(status())
        .as("they may all be cut off, and its prober was held up once")
        .isEqualTo(Status.UP);
    judge.observe(by("a", Failure.TIMEOUT));
    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(questions).as("asked once").hasSize(1);
    assertThat(last(EventType.ENDPOINT_DOWN).cause())
        .extracting(Cause::observer)
        .containsExactly("a", "a", "b", "c");
  }

  @Test
  void oneThatOthersReachIsUpUntilItsProberHasLookedAgain() {
    up();
    judge.observe(by("a", Failure.TIMEOUT));
    judge.testify(asked(), List.of(good("b"), by("c", Failure.TIMEOUT)));
    assertThat(status()).isEqualTo(Status.UP);
    judge.observe(by("a", Failure.TIMEOUT));
    assertThat(status()).isEqualTo(Status.UNREACHABLE);
  }

  @Test
  void testimonyThatGrewOldIsAskedForAnew() {
    up();
    judge.observe(by("a", Failure.TIMEOUT));
    judge.testify(asked(), List.of(good("b")));
    now = now.plusSeconds(6);
    judge.observe(by("a", Failure.TIMEOUT));
    assertThat(status()).isEqualTo(Status.UP);
    judge.testify(asked(), List.of(by("b", Failure.TIMEOUT)));
    assertThat(status()).isEqualTo(Status.DOWN);
  }

  @Test
  void lateTestimonyDoesNotCountForANewerDoubt() {
    up();
    judge.observe(by("a", Failure.TIMEOUT));
    Question.Reachable earlier = asked();
    judge.observe(good("a"));
    doubt();
    Question.Reachable later = asked();
    judge.testify(earlier, List.of(by("b", Failure.TIMEOUT), by("c", Failure.TIMEOUT)));
    assertThat(status()).isEqualTo(Status.UP);
    judge.testify(later, List.of(good("b")));
    assertThat(status()).isEqualTo(Status.UNREACHABLE);
  }

  @Test
  void testimonyForAnEarlierJudgeOfTheServiceDoesNotCount() {
    up();
    judge.observe(by("a", Failure.TIMEOUT));
    Question.Reachable earlier = asked();
    judge.adopt(cache(redis), Optional.of(snapshot()));
    judge.observe(by("a", Failure.TIMEOUT));
    judge.testify(earlier, List.of(by("b", Failure.TIMEOUT)));
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void oneThatOthersReachIsUnreachableForThoseOnlyWhoDoNot() {
    up();
    doubt();
    judge.testify(asked(), List.of(good("b"), by("c", Failure.TIMEOUT)));
    EndpointState state = state();
    assertThat(state.status()).isEqualTo(Status.UNREACHABLE);
    assertThat(state.unreachableFrom()).containsExactly("node-1", "node-3");
    assertThat(state.usableFrom("node-1")).isFalse();
    assertThat(state.usableFrom("node-2")).isTrue();
    assertThat(state.reason()).contains("reached from node-2").contains("not from node-1, node-3");
    assertThat(last(EventType.ENDPOINT_UNREACHABLE).cause()).hasSize(4);
    assertThat(snapshot().primary()).as("it is alive").contains(redis.id());
  }

  @Test
  void anUnreachableOneIsUpWhenItsProberReachesItAgain() {
    up();
    doubt();
    judge.testify(asked(), List.of(good("b")));
    judge.observe(good("a"));
    judge.observe(good("a"));
    assertThat(status()).isEqualTo(Status.UP);
    assertThat(state().unreachableFrom()).isEmpty();
  }

  @Test
  void anUnreachableOneThatDiesIsDown() {
    up();
    doubt();
    judge.testify(asked(), List.of(good("b")));
    questions.clear();
    now = now.plusSeconds(6);
    judge.observe(by("a", Failure.TIMEOUT));
    judge.testify(asked(), List.of(by("b", Failure.REFUSED)));
    assertThat(status()).isEqualTo(Status.DOWN);
  }

  @Test
  void oneThatIsDownForItsProberAloneIsFoundAliveLater() {
    up();
    doubt();
    judge.testify(asked(), List.of(by("b", Failure.TIMEOUT)));
    assertThat(status()).isEqualTo(Status.DOWN);
    questions.clear();
    now = now.plusSeconds(6);
    judge.observe(by("a", Failure.TIMEOUT));
    judge.testify(asked(), List.of(good("b")));
    assertThat(status()).isEqualTo(Status.UNREACHABLE);
  }

  @Test
  void hardEvidenceFromAnotherNodeIsConfirmedAtOnce() {
    judge = judge(B, C);
    up();
    judge.observe(by("b", Failure.REFUSED));
    assertThat(status()).isEqualTo(Status.UP);
    judge.testify(asked(), List.of(by("c", Failure.REFUSED)));
    assertThat(status()).isEqualTo(Status.DOWN);
  }

  @Test
  void withoutAWitnessTheProbersWordCounts() {
    judge = judge(B);
    up();
    judge.observe(by("b", Failure.REFUSED));
    assertThat(status()).isEqualTo(Status.DOWN);
    assertThat(questions).isEmpty();
  }

  @Test
  void witnessesThatDoNotAnswerSayNothing() {
    up();
    doubt();
    judge.testify(asked(), List.of());
    assertThat(status()).isEqualTo(Status.DOWN);
  }

  @Test
  void anAnswerThatIsLostIsTakenForSilence() {
    up();
    doubt();
    now = now.plus(Duration.ofSeconds(11));
    judge.tick();
    assertThat(status()).isEqualTo(Status.DOWN);
  }

  @Test
  void aGoodCheckMeanwhileEndsTheDoubt() {
    up();
    doubt();
    judge.observe(good("a"));
    judge.testify(asked(), List.of(by("b", Failure.TIMEOUT), by("c", Failure.TIMEOUT)));
    assertThat(status()).isEqualTo(Status.UP);
  }

  @Test
  void rd17_mostOfASetFailingSoftlyStaysInUse() {
    judge = judge(A);
    Endpoint b = pod(1);
    Endpoint c = pod(2);
    judge.update(cache(redis, b, c));
    judge.observe(primary(redis));
    judge.observe(replica(b, redis));
    judge.observe(replica(c, redis));
    softly(b);
    assertThat(statusOf(b)).as("one of three").isEqualTo(Status.DOWN);
    softly(c);
    assertThat(statusOf(b)).isEqualTo(Status.DEGRADED);
    assertThat(statusOf(c)).isEqualTo(Status.DEGRADED);
    assertThat(last(EventType.ENDPOINT_DEGRADED).cause())
        .extracting(Cause::what)
        .anyMatch(what -> what.contains("the view is suspect"));
    judge.observe(
        new Observation(c.id(), "a", now, new Unreached(Failure.REFUSED, "connection refused")));
    assertThat(statusOf(c)).as("hard evidence counts").isEqualTo(Status.DOWN);
    assertThat(statusOf(b)).isEqualTo(Status.DOWN);
  }

  private void softly(Endpoint endpoint) {
    for (int i = 0; i < 2; i++) {
      judge.observe(
          new Observation(endpoint.id(), "a", now, new Unreached(Failure.TIMEOUT, "no answer")));
    }
  }

  private void up() {
    judge.update(cache(redis));
    judge.observe(primary(redis));
    assertThat(status()).isEqualTo(Status.UP);
  }

  private void doubt() {
    judge.observe(by("a", Failure.TIMEOUT));
    judge.observe(by("a", Failure.TIMEOUT));
  }

  private Judge judge(Agent... agents) {
    return new Judge(
        new Agents(agents).of(agents[0].name()),
        HealthPolicy.DEFAULT,
        () -> now,
        verdicts::add,
        questions::add);
  }

  private Question.Reachable asked() {
    assertThat(questions).isNotEmpty();
    return (Question.Reachable) questions.get(questions.size() - 1);
  }

  private Observation by(String agent, Failure failure) {
    return new Observation(redis.id(), agent, now, new Unreached(failure, failure.name()));
  }

  private Observation good(String agent) {
    return new Observation(redis.id(), agent, now, primary(redis).finding());
  }

  private Snapshot snapshot() {
    return judge.snapshot(CACHE).orElseThrow();
  }

  private EndpointState state() {
    return snapshot().endpoint(redis.id()).orElseThrow();
  }

  private Status statusOf(Endpoint endpoint) {
    return snapshot().endpoint(endpoint.id()).orElseThrow().status();
  }

  private Status status() {
    return statusOf(redis);
  }

  private HealthEvent last(EventType type) {
    return verdicts.stream()
        .flatMap(verdict -> verdict.events().stream())
        .filter(event -> event.type() == type)
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
