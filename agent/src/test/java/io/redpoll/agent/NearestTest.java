package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  void distanceCountsLettersToChange() {
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("http.port", "http.port")).isZero();
  }

  @Test
  void nearestIsEmptyWhenAllAreFar() {
    List<String> known = List.of("http.port", "http.host");

    assertThat(Nearest.to("http.prot", known)).contains("http.port");
    assertThat(Nearest.to("qqqqqqqqqqqqqqqqqqqq", known)).isEmpty();
    assertThat(Nearest.to("any", List.of())).isEmpty();
  }
}
