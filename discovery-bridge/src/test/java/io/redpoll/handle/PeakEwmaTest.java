package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PeakEwmaTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;

  private final PeakEwma latency = new PeakEwma();

  @Test
  void knowsNothingAtFirst() {
    assertThat(latency.nanos(SECOND)).isZero();
  }

  @Test
  void oneSlowAnswerCountsAtOnceAndIsForgottenSlowly() {
    latency.add(MILLI, SECOND);
    latency.add(200 * MILLI, SECOND + 1);
    assertThat(latency.nanos(SECOND + 1)).isCloseTo(200e6, within(1e3));
    latency.add(MILLI, 2 * SECOND);
    assertThat(latency.nanos(2 * SECOND)).isBetween(150e6, 200e6);
    for (int i = 3; i < 100; i++) {
      latency.add(MILLI, i * SECOND);
    }
    assertThat(latency.nanos(99 * SECOND)).isCloseTo(1e6, within(0.1e6));
  }

  @Test
  void ofAnswersThatCameTogetherTheSlowestCounts() {
    latency.add(2 * MILLI, SECOND);
    latency.add(9 * MILLI, SECOND);
    latency.add(MILLI, SECOND);
    assertThat(latency.nanos(SECOND)).isEqualTo(9 * MILLI);
  }

  @Test
  void fadesWhileNothingIsAsked() {
    latency.add(200 * MILLI, SECOND);
    assertThat(latency.nanos(101 * SECOND)).isLessThan(0.1e6);
  }
}
