package io.redpoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final List<Measurement> MEASUREMENTS = List.of(
      Samples.throughput("a", "1", 100),
      Samples.throughput("b", "1", 50),
      // A second in which the machine was busy with something else.
      Samples.throughput("b", "2", 5),
      Samples.throughput("a", "2", 15),
      Samples.throughput("a", "3", 120),
      Samples.throughput("b", "3", 30));

  private static List<Figure> figures(String... peers) {
    return Figures.of(MEASUREMENTS, "a", List.of(peers));
  }

  @Test
  void aFigureIsTheMedianOfItsRounds() {
    assertThat(figures("b"))
        .extracting(Figure::subject, Figure::value)
        .containsExactly(tuple("a", new Spread(100, 15, 120)), tuple("b", new Spread(30, 5, 50)));
  }

  @Test
  void aRatioIsTheMedianOfTheRatiosOfTheRounds() {
    Figure ours = figures("b").get(0);
    assertThat(ours.comparisons())
        .containsExactly(new Figure.Comparison("b", new Spread(30, 5, 50), new Spread(3, 2, 4)));
  }

  @Test
  void onlyOursIsCompared() {
    assertThat(figures("b").get(1).comparisons()).isEmpty();
  }

  @Test
  void aPeerThatWasNotMeasuredIsLeftOut() {
    assertThat(figures("b", "c").get(0).comparisons()).hasSize(1);
  }

  @Test
  void settingsAndMetricsAreKeptApart() {
    Measurement other =
        new Measurement(Map.of("outstanding", 1), "a", "throughput", "op/s", "1", 7);
    Measurement latency = new Measurement(Map.of("outstanding", 64), "a", "p50", "us", "1", 8);
    assertThat(Figures.of(List.of(Samples.throughput("a", "1", 6), other, latency), "a", List.of()))
        .extracting(figure -> figure.value().median())
        .containsExactly(6.0, 7.0, 8.0);
  }
}
