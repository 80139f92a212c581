package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Topology;
import io.redpoll.kubernetes.ServiceLabels.Discover;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceLabelsTest {

  @Test
  void withoutLabelsNothingIsStated() {
    ServiceLabels labels = ServiceLabels.of(Map.of("app", "shop", "team", "redpoll.io"));
    assertThat(labels.settings()).isEqualTo(ServiceSettings.DEFAULT);
    assertThat(labels.discover()).isEqualTo(Discover.UNSTATED);
    assertThat(labels.problems()).isEmpty();
  }

  @Test
  void allLabelsAreRead() {
    ServiceLabels labels = ServiceLabels.of(Map.of(
        "redpoll.io/discover", "true",
        "redpoll.io/topology", "sharded",
        "redpoll.io/mode", "cache",
        "redpoll.io/port", "data",
        "redpoll.io/tls", "true",
        "redpoll.io/credentials", "orders"));
    assertThat(labels.settings())
        .isEqualTo(new ServiceSettings(Topology.SHARDED, Mode.CACHE, true, "orders"));
    assertThat(labels.discover()).isEqualTo(Discover.YES);
    assertThat(labels.port()).isEqualTo("data");
    assertThat(labels.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "discover, yes, true or false",
    "topology, shraded, standalone",
    "topology, unknown, standalone",
    "topology, SHARDED, standalone",
    "mode, keep, store or cache",
    "tls, 1, true or false",
    "port, ' ', the name of a port",
    "credentials, '', the name of an entry",
    "topolgy, sharded, discover"
  })
  void aWrongValueIsReportedAndIgnored(String label, String value, String expected) {
    ServiceLabels labels = ServiceLabels.of(Map.of("redpoll.io/" + label, value));
    assertThat(labels.problems())
        .anySatisfy(
            problem -> assertThat(problem).contains("redpoll.io/" + label).contains(expected));
    assertThat(labels.settings()).isEqualTo(ServiceSettings.DEFAULT);
    assertThat(labels.discover()).isEqualTo(Discover.UNSTATED);
    assertThat(labels.port()).isEmpty();
  }

  @Test
  void hostileValuesStayOnOneShortLine() {
    String value = "x\r\nfake log line \u202e" + "y".repeat(10_000);
    assertThat(ServiceLabels.of(Map.of("redpoll.io/mode", value)).problems())
        .singleElement()
        .satisfies(problem ->
            assertThat(problem).doesNotContain("\n", "\r", "\u202e").hasSizeLessThan(400));
  }
}
