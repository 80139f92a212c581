package io.redpoll.agent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
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
    try (Network network = Network.of(ChaosRun.hostCount());
        ChaosRig rig = new ChaosRig(network, ChaosRun.AGENTS, Path.of("target", "chaos"))) {
      ChaosRun run = ChaosRun.start(SEED, network, rig);
      run.wreak(FAULTS);
      rig.quiet();
      Map<String, String> truth = awaitTruth(rig);

      for (Report report : rig.reports()) {
        assertThat(report.states()).as("what a subscriber was told").isEqualTo(truth);
        assertThat(report.records()).as("what the records say").isEqualTo(truth);
        assertThat(report.oddRecords()).as("records lost or too many").isEmpty();
        assertThat(report.unexplained()).as("changes without an event").isEmpty();
        assertThat(run.falseDowns(report)).as("downs without a fault").isEmpty();
        assertThat(report.counts())
            .hasSize(ChaosRun.serviceCount())
            .allSatisfy(ChaosIT::assertExact);
        System.out.println("chaos, an application: " + report.summary());
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
  private static Map<String, String> awaitTruth(ChaosRig rig) throws Exception {
    long end = System.currentTimeMillis() + HEALING_MILLIS;
    while (System.currentTimeMillis() < end) {
      Map<String, String> truth = rig.truth();
      if (rig.reports().stream().allMatch(report -> report.says(truth))) {
        return truth;
      }
      Thread.sleep(500);
    }
    return rig.truth();
  }
}
