package io.redpoll.peer;

import static io.redpoll.endpoint.Samples.impaired;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.refused;
import static io.redpoll.endpoint.Samples.replica;
import static io.redpoll.endpoint.Samples.saw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.ReplicationFacts;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObservationJsonTest {

  @Test
  void whatIsWrittenIsRead() {
    ReplicationFacts facts = ReplicationFacts.primary("run", true).withKeys(Keys.SOME);
    Monitored watched = new Monitored(
        "mymaster",
        new HostAndPort("10.0.0.1", 6379),
        List.of(new HostAndPort("10.0.0.2", 6379)),
        2,
        2,
        7,
        Set.of(Monitored.Flag.S_DOWN));
    List<Observation> all = List.of(
        refused(pod(0)),
        replica(pod(0), pod(1)),
        impaired(pod(0), Impairment.OOM),
        saw(pod(0), new Impaired(Impairment.MISCONF, "cannot save", Optional.of(facts))),
        saw(
            pod(0),
            new Healthy(ReplicationFacts.sentinel("s", List.of(watched)), Duration.ofNanos(17))));
    assertThat(all)
        .allSatisfy(seen -> assertThat(ObservationJson.decode(
                new JsonObject(ObservationJson.encode(seen).encode())))
            .isEqualTo(seen));
  }

  @Test
  void whatIsMissingOrStrangeIsOneClearFailure() {
    JsonObject good = ObservationJson.encode(replica(pod(0), pod(1)));
    for (String field : good.fieldNames()) {
      JsonObject broken = good.copy();
      broken.remove(field);
      assertThatThrownBy(() -> ObservationJson.decode(broken))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String field : List.of("endpoint", "at", "healthy", "nanos")) {
      assertThatThrownBy(() -> ObservationJson.decode(good.copy().put(field, "absurd")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
