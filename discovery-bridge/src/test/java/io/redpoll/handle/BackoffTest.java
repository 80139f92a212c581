package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = new Backoff(20, 2000);
  private final Random random = new Random(7);

  @Test
  void doublesUpToTheMostAndIsNeverTheSameForAll() {
    assertThat(backoff.millis(1, random)).isBetween(10L, 20L);
    assertThat(backoff.millis(2, random)).isBetween(20L, 40L);
    assertThat(backoff.millis(1000, random)).isBetween(1000L, 2000L);
    assertThat(random
            .longs(20)
            .map(ignored -> backoff.millis(9, random))
            .distinct()
            .count())
        .isGreaterThan(10);
  }
}
