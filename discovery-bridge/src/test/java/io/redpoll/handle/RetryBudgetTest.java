package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private long now = 1_000;
  private final RetryBudget budget = new RetryBudget(() -> now);

  private void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  private void send(int commands) {
    for (int i = 0; i < commands; i++) {
      budget.deposit();
    }
  }

  private int retries() {
    int granted = 0;
    while (budget.withdraw()) {
      granted++;
    }
    return granted;
  }

  @Test
  void withoutTrafficThereAreTenASecond() {
    assertThat(retries()).isEqualTo(10);
    pass(1);
    assertThat(retries()).isZero();
    pass(1);
    assertThat(retries()).isEqualTo(10);
  }

  @Test
  void aFifthOfTheTrafficMayBeRepeated() {
    send(1000);
    assertThat(retries()).isEqualTo(200 + 10);
    send(100);
    assertThat(retries()).isEqualTo(20);
  }

  @Test
  void whatWasSaidLongAgoCountsNoMore() {
    send(1000);
    pass(10);
    assertThat(retries()).isEqualTo(200 + 100);
    pass(30);
    assertThat(retries()).isEqualTo(100);
  }

  @Test
  void usedUpBudgetGrowsAgainWithTraffic() {
    int granted = 0;
    for (int second = 0; second < 100; second++) {
      send(100);
      granted += retries();
      pass(1);
    }
    assertThat(granted).isBetween(100 * 25, 100 * 35);
  }
}
