package io.redpoll.agent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.agent.FreePorts;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Faults of all kinds under load, and a full account at the end. By default 13 faults, one of each kind by the choice of the seed:
 * two to three minutes. {@code -Dredpoll.chaos.faults=200} takes about half an hour, {@code -Dredpoll.chaos.seed=…} gives
 * another order.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class ChaosIT {

  private static final long SEED = Long.getLong("redpoll.chaos.seed", 35_320);
  private static final int FAULTS = Integer.getInteger("redpoll.chaos.faults", 13);
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
        assertThat(counts(report))
            .hasSize(ChaosRun.serviceCount())
            .allSatisfy(ChaosIT::assertExact);
        System.out.println("chaos, an application: " + summary(report));
      }
      System.out.println("chaos, seed " + SEED + ": " + run.done());
    }
  }

  /** What was acknowledged was counted, and nothing was counted that was not at least tried, or tried on what was down. */
  private static void assertExact(JsonObject count) {
    assertThat(count.getLong("sentToTheDown")).as(count.encode()).isZero();
    long acknowledged = count.getLong("acknowledged");
    assertThat(acknowledged).as(count.encode()).isPositive();
    if (ChaosRun.isKept(count.getString("service"))) {
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

  private static String summary(JsonObject report) {
    return report.getLong("events") + " events, " + report.getJsonArray("downs").size()
        + " downs; commands: "
        + sum(report, "acknowledged") + " acknowledged, " + sum(report, "failed") + " not run, "
        + sum(report, "unknown") + " of unknown outcome";
  }

  private static long sum(JsonObject report, String field) {
    return counts(report).stream().mapToLong(count -> count.getLong(field)).sum();
  }

  private static List<JsonObject> counts(JsonObject report) {
    return objects(report, "counts");
  }

  private static List<JsonObject> objects(JsonObject json, String field) {
    return json.getJsonArray(field).stream().map(JsonObject.class::cast).toList();
  }
}
