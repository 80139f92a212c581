package io.redpoll.agent.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import java.time.Duration;
import java.util.Locale;

/** Checks: how many, how they ended, and how long the good ones took. */
final class CheckMeters {

  private static final String HEALTHY = "healthy";

  private final Tally outcomes;
  private final Timer duration;

  CheckMeters(MeterRegistry registry) {
    outcomes = Tally.counters(
        registry, "redpoll.checks", "outcome", "Checks that this agent made, by how they ended");
    outcomes.atZero(HEALTHY);
    for (Impairment kind : Impairment.values()) {
      outcomes.atZero(label(kind));
    }
    for (Failure failure : Failure.values()) {
      outcomes.atZero(label(failure));
    }
    duration = Timer.builder("redpoll.check.duration")
        .description("Time from the write of a healthy check to its last reply")
        .serviceLevelObjectives(
            millis(1),
            millis(2),
            millis(5),
            millis(10),
            millis(25),
            millis(50),
            millis(100),
            millis(250),
            millis(500))
        .register(registry);
  }

  void checked(Observation observation) {
    Finding finding = observation.finding();
    outcomes.add(outcome(finding));
    if (finding instanceof Healthy healthy) {
      duration.record(healthy.latency());
    }
  }

  /** The finding as a label: a word of a fixed set. */
  static String outcome(Finding finding) {
    if (finding instanceof Impaired impaired) {
      return label(impaired.kind());
    }
    return finding instanceof Unreached unreached ? label(unreached.failure()) : HEALTHY;
  }

  private static String label(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
