package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

  private final RequestBudget budget = new RequestBudget();

  @Test
  void rf30_tenAtOnceThenFiveASecond() {
    for (int i = 0; i < 10; i++) {
      assertThat(budget.take(0)).isZero();
    }
    assertThat(budget.take(0)).isEqualTo(Duration.ofMillis(200));
    assertThat(budget.take(0)).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void rf30_quietTimeFillsItAgain() {
    for (int i = 0; i < 15; i++) {
      budget.take(0);
    }
    long later = Duration.ofMinutes(1).toNanos();
    for (int i = 0; i < 10; i++) {
      assertThat(budget.take(later)).isZero();
    }
    assertThat(budget.take(later)).isPositive();
  }
}
