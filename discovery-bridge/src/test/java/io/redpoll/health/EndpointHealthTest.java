package io.redpoll.health;

import static io.redpoll.endpoint.Samples.impaired;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.primary;
import static io.redpoll.endpoint.Samples.refused;
import static io.redpoll.endpoint.Samples.saw;
import static io.redpoll.endpoint.Samples.timedOut;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Status;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointHealthTest {

  private final Endpoint redis = pod(0);

  @Test
  void firstGoodCheckIsUp() {
    assertThat(after(primary(redis)).status()).isEqualTo(Status.UP);
  }

  @Test
  void hardEvidenceDownsAtOnce() {
    EndpointHealth down = after(primary(redis), refused(redis));
    assertThat(down.status()).isEqualTo(Status.DOWN);
    assertThat(down.causes()).extracting(Cause::what).containsExactly("connection refused");
  }

  @Test
  void softEvidenceDownsAfterFallInARow() {
    EndpointHealth once = after(primary(redis), timedOut(redis));
    assertThat(once.status()).isEqualTo(Status.UP);
    EndpointHealth twice = once.after(timedOut(redis), HealthPolicy.DEFAULT);
    assertThat(twice.status()).isEqualTo(Status.DOWN);
    assertThat(twice.causes()).hasSize(2);
  }

  @Test
  void aGoodCheckBetweenSoftFailuresForgivesThem() {
    EndpointHealth health = after(primary(redis), timedOut(redis), primary(redis), timedOut(redis));
    assertThat(health.status()).isEqualTo(Status.UP);
  }

  @Test
  void oneThatWasDownRisesAfterTwoGoodChecks() {
    EndpointHealth once = after(refused(redis), primary(redis));
    assertThat(once.status()).isEqualTo(Status.DOWN);
    EndpointHealth twice = once.after(primary(redis), HealthPolicy.DEFAULT);
    assertThat(twice.status()).isEqualTo(Status.UP);
    assertThat(twice.reason()).isEmpty();
  }

  @Test
  void aFailureWhileRisingStartsTheCountAnew() {
    EndpointHealth health = after(refused(redis), primary(redis), refused(redis), primary(redis));
    assertThat(health.status()).isEqualTo(Status.DOWN);
  }

  @Test
  void aGoodCheckThatConfirmsChangesNothing() {
    EndpointHealth up = after(primary(redis));
    assertThat(up.after(primary(redis), HealthPolicy.DEFAULT)).isEqualTo(up);
  }

  @ParameterizedTest
  @EnumSource(Impairment.class)
  void rd11_anErrorReplyIsNeverDown(Impairment kind) {
    Status status = after(primary(redis), impaired(redis, kind)).status();
    Status expected =
        switch (kind) {
          case LOADING -> Status.LOADING;
          case NOAUTH, WRONGPASS -> Status.AUTH_REQUIRED;
          case PROXY -> Status.UP;
          case BUSY, MASTERDOWN, MISCONF, OOM, CLUSTERDOWN, MAX_CLIENTS, OTHER -> Status.DEGRADED;
        };
    assertThat(status).isEqualTo(expected);
  }

  @Test
  void whatDoesNotSpeakRedisIsAMismatchAtOnce() {
    Observation tls = saw(redis, new Observation.Unreached(Failure.PROTOCOL, "not RESP"));
    assertThat(after(tls).status()).isEqualTo(Status.PROTOCOL_MISMATCH);
  }

  @Test
  void aReplicaWithoutItsPrimaryIsDegraded() {
    ReplicationFacts lost = ReplicationFacts.replica("r", new HostAndPort("10.0.0.9", 6379), false);
    Observation seen = saw(redis, new Observation.Healthy(lost, Duration.ofMillis(1)));
    assertThat(after(seen).status()).isEqualTo(Status.DEGRADED);
  }

  @Test
  void oneThatCannotSaveIsDegradedInTheRoleThatItTells() {
    ReplicationFacts facts = ReplicationFacts.primary("run", false);
    EndpointHealth health = after(saw(
        redis, new Observation.Impaired(Impairment.MISCONF, "cannot save", Optional.of(facts))));
    assertThat(health.status()).isEqualTo(Status.DEGRADED);
    assertThat(health.facts()).isEqualTo(facts);
  }

  private static EndpointHealth after(Observation... observations) {
    EndpointHealth health = EndpointHealth.UNCHECKED;
    for (Observation observation : observations) {
      health = health.after(observation, HealthPolicy.DEFAULT);
    }
    return health;
  }
}
