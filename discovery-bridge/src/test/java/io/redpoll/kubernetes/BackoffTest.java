package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void rf10_doublesUpToHalfAMinuteWithFullJitter() {
    Backoff backoff = new Backoff(new Random(10));
    long[] base = {800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000};
    for (long millis : base) {
      assertThat(backoff.failed(0))
          .isBetween(Duration.ofMillis(millis), Duration.ofMillis(2 * millis));
    }
  }

  @Test
  void rf10_onlyTwoMinutesOfHealthStartItOver() {
    Backoff backoff = new Backoff(new Random(10));
    for (int i = 0; i < 10; i++) {
      backoff.failed(0);
    }
    backoff.worked(0);
    backoff.worked(seconds(100));
    assertThat(backoff.failed(seconds(119))).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    backoff.worked(seconds(200));
    assertThat(backoff.failed(seconds(320))).isLessThan(Duration.ofMillis(1600));
  }

  @Test
  void rf10_aCrowdSpreadsOut() {
    int crowd = 5000;
    int from = 120;
    int to = 600;
    long[] perSecond = new long[to];
    Random random = new Random(50);
    for (int i = 0; i < crowd; i++) {
      Backoff backoff = new Backoff(random);
      for (long at = 0; at < seconds(to); at += backoff.failed(at).toNanos()) {
        perSecond[(int) Duration.ofNanos(at).toSeconds()]++;
      }
    }
    double mean = LongStream.of(perSecond).skip(from).average().orElseThrow();
    assertThat(LongStream.of(perSecond).skip(from).max().orElseThrow())
        .isLessThan((long) (3 * mean));
  }

  @Test
  void rf04_atTheEndItIsTwoRequestsAMinuteAtMost() {
    Backoff backoff = new Backoff(new Random(4));
    Duration all = Duration.ZERO;
    for (int i = 0; i < 10; i++) {
      backoff.failed(0);
    }
    for (int i = 0; i < 100; i++) {
      all = all.plus(backoff.failed(0));
    }
    assertThat(all).isGreaterThanOrEqualTo(Duration.ofMinutes(50));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
