package io.redpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CheckTest {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  @Test
  void checkThatEndsLongAfterItsDeadlineSaysMoreOfTheProber() {
    assertThat(new Check(System.nanoTime() - 3 * HOUR, HOUR).isLate()).isTrue();
    assertThat(new Check(System.nanoTime() - HOUR, HOUR).isLate()).isFalse();
  }

  @Test
  void thereIsAlwaysSomeTimeLeft() {
    assertThat(new Check(System.nanoTime() - 3 * HOUR, HOUR).remaining())
        .isEqualTo(Duration.ofMillis(1));
  }
}
