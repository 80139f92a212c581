package io.redpoll.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointId;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 12_345_678_901L, -12_345_678_901L, Long.MAX_VALUE / 2})
  void eachMomentIsOneIntervalBehindTheLast(long now) {
    Phase phase = new Phase(SECOND / 3, SECOND);
    long wait = phase.untilNext(now);
    assertThat(wait).isBetween(1L, SECOND);
    assertThat(phase.untilNext(now + wait)).isEqualTo(SECOND);
    assertThat(phase.untilNext(now + wait - 1)).isEqualTo(1);
  }

  @Test
  void sc04EndpointsSpreadOverTheInterval() {
    long[] checksInTenth = new long[10];
    IntStream.range(0, 1000)
        .mapToObj(i -> EndpointId.ofPod("shop", "uid-" + i, 6379))
        .forEach(id -> checksInTenth[(int) (Phase.of(id, SECOND).offset() * 10 / SECOND)]++);
    assertThat(LongStream.of(checksInTenth).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(60L, 140L));
  }

  @Test
  void sc04ManyEndpointsShareFiftyMoments() {
    assertThat(IntStream.range(0, 1000)
            .mapToObj(i ->
                Phase.of(EndpointId.ofPod("shop", "uid-" + i, 6379), SECOND).offset())
            .distinct())
        .hasSize(50);
  }

  @Test
  void oneNewcomerIsCheckedAtOnceAndManyAreSpread() {
    Phase phase = new Phase(SECOND / 3, SECOND);
    assertThat(phase.untilFirst(1)).isLessThan(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(phase.untilFirst(100_000)).isEqualTo(phase.offset());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "999999, 1", "1000000, 1", "1000001, 2", "999999999, 1000"})
  void sc04_aTimerNeverFiresBeforeItsMoment(long nanos, long millis) {
    assertThat(Phase.timerMillis(nanos)).isEqualTo(millis);
  }
}
