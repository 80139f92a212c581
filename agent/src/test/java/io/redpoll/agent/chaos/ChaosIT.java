package io.redpoll.agent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.agent.FreePorts;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Faults of all kinds under load, and a full account at the end. It runs where {@code -Dredpoll.chaos.faults=…} says how many: 15
 * take about two minutes, 200 a quarter of an hour. {@code -Dredpoll.chaos.seed=…} gives another order.
 */
@EnabledIfSystemProperty(named = "redpoll.chaos.faults", matches = "[0-9]+")
class ChaosIT {

  private static final long SEED = Long.getLong("redpoll.chaos.seed", 7);
  private static final int FAULTS = Integer.getInteger("redpoll.chaos.faults", 15);
  private static final long HEALING_MILLIS = 120_000;

  @Test
  void afterTheChaosAllIsAsItShouldBe() throws Exception {
    Path logs = Files.createDirectories(Path.of("target", "chaos"));
    try (ChaosRun run = new ChaosRun(SEED, logs, FreePorts.take(ChaosRun.portCount()))) {
      run.wreak(FAULTS);
      run.quiet();
      Map<String, String> truth = awaitTruth(run);

      for (JsonObject report : run.reports()) {
        assertThat(states(report)).as("what a subscriber was told").isEqualTo(truth);
        assertThat(records(report)).as("what the records say").isEqualTo(truth);
        assertThat(report.getJsonArray("unexplained"))
            .as("changes without an event")
            .isEmpty();
        assertThat(run.falseDowns(report)).as("downs without a fault").isEmpty();
        assertThat(counts(report)).isNotEmpty().allSatisfy(ChaosIT::assertExact);
      }
      System.out.println("chaos, seed " + SEED + ": " + run.done());
    }
  }

  /** What was acknowledged was counted, and nothing was counted that was not at least tried, or tried on what was down. */
  private static void assertExact(JsonObject count) {
    assertThat(count.getLong("sentToTheDown")).as(count.encode()).isZero();
    if (ChaosRun.isKept(count.getString("service"))) {
      long acknowledged = count.getLong("acknowledged");
      assertThat(count.getLong("last"))
          .as(count.encode())
          .isBetween(acknowledged, acknowledged + count.getLong("unknown"));
    }
  }

  /** Polls until the view of each application is the truth, or for so long that it never will be. */
  private static Map<String, String> awaitTruth(ChaosRun run) throws Exception {
    long end = System.currentTimeMillis() + HEALING_MILLIS;
    while (System.currentTimeMillis() < end) {
      Map<String, String> truth = run.truth();
      boolean all = run.reports().stream()
          .allMatch(report -> states(report).equals(truth) && records(report).equals(truth));
      if (all) {
        return truth;
      }
      Thread.sleep(500);
    }
    return run.truth();
  }

  private static Map<String, String> states(JsonObject report) {
    Map<String, String> states = new TreeMap<>();
    report
        .getJsonObject("states")
        .forEach(state -> states.put(state.getKey(), (String) state.getValue()));
    return states;
  }

  private static Map<String, String> records(JsonObject report) {
    Map<String, String> states = new TreeMap<>();
    for (JsonObject snapshot : objects(report, "records")) {
      for (JsonObject endpoint : objects(snapshot, "endpoints")) {
        states.merge(
            snapshot.getString("service") + " " + endpoint.getString("pod"),
            endpoint.getString("host") + ":" + endpoint.getInteger("port") + " "
                + endpoint.getString("status"),
            (a, b) -> a + " and " + b);
      }
    }
    return states;
  }

  private static List<JsonObject> counts(JsonObject report) {
    return objects(report, "counts");
  }

  private static List<JsonObject> objects(JsonObject json, String field) {
    return json.getJsonArray(field).stream().map(JsonObject.class::cast).toList();
  }
}
