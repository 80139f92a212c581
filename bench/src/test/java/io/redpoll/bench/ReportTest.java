package io.redpoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final List<Figure> FIGURES = Figures.of(
      List.of(Samples.throughput("a", "1", 1000), Samples.throughput("b", "1", 400)),
      "a",
      List.of("b"));

  @Test
  void eachFigureAndEachComparisonIsOneJsonLine() {
    List<JsonObject> lines =
        Report.jsonLines("ours", FIGURES).stream().map(JsonObject::new).toList();
    JsonObject figure = new JsonObject()
        .put("name", "ours")
        .put("outstanding", 64)
        .put("subject", "a")
        .put("metric", "throughput")
        .put("value", 1000.0)
        .put("unit", "op/s")
        .put("low", 1000.0)
        .put("high", 1000.0);
    assertThat(lines).hasSize(3).startsWith(figure);
    assertThat(lines.get(1))
        .isEqualTo(figure
            .copy()
            .put("peer", "b")
            .put("peerValue", 400.0)
            .put("ratio", 2.5)
            .put("ratioLow", 2.5)
            .put("ratioHigh", 2.5));
    assertThat(lines.get(2).getString("subject")).isEqualTo("b");
  }

  @Test
  void theTableHasALineForEachSubjectAndTheRatioBesideThePeer() {
    assertThat(Report.table(FIGURES))
        .satisfiesExactly(
            blank -> assertThat(blank).isEmpty(),
            head -> assertThat(head).contains("outstanding 64", "throughput op/s", "ours / its"),
            ours -> assertThat(ours).contains("a", "1,000").doesNotContain("("),
            peer -> assertThat(peer).contains("b", "400", "2.50 (2.50-2.50)"));
  }

  @Test
  void whatWasNotMeasuredLeavesItsCellEmpty() {
    List<Measurement> measurements = List.of(
        Samples.throughput("a", "1", 1000),
        new Measurement(Map.of("outstanding", 64), "a", "p99.9", "us", "1", 3.25),
        Samples.throughput("b", "1", 400));
    assertThat(Report.table(Figures.of(measurements, "a", List.of("b"))))
        .anySatisfy(line -> assertThat(line).containsPattern("a +1,000 +3.25"))
        .anySatisfy(line -> assertThat(line).containsPattern("b +400 +- +2.50"));
  }

  @Test
  void measurementsSurviveTheWayOutOfTheFork() {
    Measurement measurement = Samples.throughput("a", "1.2", 0.5);
    assertThat(Measurement.of(new JsonObject(measurement.toJson().encode())))
        .isEqualTo(measurement);
  }
}
