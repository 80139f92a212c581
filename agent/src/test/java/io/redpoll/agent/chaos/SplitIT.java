package io.redpoll.agent.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a split brain that both parts wrote through: a minute, most of it the time that a member may be silent. */
class SplitIT {

  /** For so long what is not the truth may still become it. */
  private static final Duration HEALING = Duration.ofSeconds(60);

  @Test
  @Timeout(300)
  void op05_afterASplitAllThatBothPartsSaidConvergesToTheTruth() throws Exception {
    try (Network network = Network.of(Split.AGENTS + Split.APPLICATIONS)) {
      assumeTrue(network.cuttable(), "OP-05: without network namespaces no link can be cut");
      try (ChaosRig rig = new ChaosRig(network, Split.AGENTS, Path.of("target", "split"))) {
        Split split = Split.start(network, rig);
        assertTruth(split, "before the split");
        split.begin();
        assertTruth(split, "in both parts");
        split.end();
        assertTruth(split, "after the split");
        assertCountingOn(rig);
        rig.quiet();
        assertAccounts(split, rig.reports());
      }
    }
  }

  private static void assertAccounts(Split split, List<Report> reports) {
    Report stayed = reports.get(0);
    Report cutOff = reports.get(1);
    for (Report report : reports) {
      assertThat(report.unexplained()).as("changes without an event").isEmpty();
      assertThat(report.counts()).hasSize(split.counted().size());
      System.out.println("split, an application: " + report.summary());
    }
    assertThat(stayed.counts()).allSatisfy(SplitIT::assertUndisturbed);
    assertThat(cutOff.counts())
        .filteredOn(count -> !split.isHidden(service(count)))
        .allSatisfy(SplitIT::assertUndisturbed);
    assertThat(split.falseDowns(stayed)).as("downs without a fault").isEmpty();
    assertThat(split.falseDowns(cutOff))
        .as("downs without a fault but of those that were hidden")
        .containsExactlyInAnyOrderElementsOf(split.counted().stream()
            .filter(split::isHidden)
            .map(name -> name + "-0")
            .toList());
  }

  /** What was acknowledged was counted, and nothing else: no command had to be repeated or given up. */
  private static void assertUndisturbed(JsonObject count) {
    assertThat(count.getLong("acknowledged")).as(count.encode()).isPositive();
    assertThat(count.getLong("last")).as(count.encode()).isEqualTo(count.getLong("acknowledged"));
    assertThat(count.getLong("failed") + count.getLong("unknown"))
        .as(count.encode())
        .isZero();
  }

  private static String service(JsonObject count) {
    return count.getString("service").substring("chaos/".length());
  }

  /** Sooner or later. */
  private static void assertTruth(Split split, String when) throws Exception {
    long end = System.nanoTime() + HEALING.toNanos();
    while (System.nanoTime() < end && !split.said().equals(split.truth())) {
      Thread.sleep(200);
    }
    assertThat(split.said()).as(when).isEqualTo(split.truth());
  }

  /** Sooner or later each counter has counted on. */
  private static void assertCountingOn(ChaosRig rig) throws Exception {
    List<Long> before = acknowledged(rig);
    long end = System.nanoTime() + HEALING.toNanos();
    while (System.nanoTime() < end && !allGreater(acknowledged(rig), before)) {
      Thread.sleep(200);
    }
    List<Long> after = acknowledged(rig);
    assertThat(allGreater(after, before)).as("%s and later %s", before, after).isTrue();
  }

  private static boolean allGreater(List<Long> after, List<Long> before) {
    return IntStream.range(0, before.size()).allMatch(i -> after.get(i) > before.get(i));
  }

  private static List<Long> acknowledged(ChaosRig rig) throws Exception {
    return rig.reports().stream()
        .flatMap(report -> report.counts().stream())
        .map(count -> count.getLong("acknowledged"))
        .toList();
  }
}
