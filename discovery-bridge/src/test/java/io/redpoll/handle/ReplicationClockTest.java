package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointId;
import org.junit.jupiter.api.Test;

class ReplicationClockTest {

  private static final EndpointId A = EndpointId.ofPod("shop", "a", 6379);
  private static final EndpointId B = EndpointId.ofPod("shop", "b", 6379);

  private final ReplicationClock clock = new ReplicationClock();

  @Test
  void anOffsetIsTheLatestMomentWhoseWritesItHas() {
    clock.primaryHas(A, 100, 1_000);
    clock.primaryHas(A, 200, 2_000);
    clock.primaryHas(A, 300, 3_000);
    assertThat(clock.asOf(99)).isEmpty();
    assertThat(clock.asOf(100)).hasValue(1_000);
    assertThat(clock.asOf(299)).hasValue(2_000);
    assertThat(clock.asOf(5_000)).hasValue(3_000);
  }

  @Test
  void whileNothingIsWrittenWhoHasAllStaysFresh() {
    clock.primaryHas(A, 100, 1_000);
    clock.primaryHas(A, 100, 9_000);
    assertThat(clock.asOf(100)).hasValue(9_000);
    assertThat(clock.asOf(99)).isEmpty();
  }

  @Test
  void anotherPrimaryOrOneThatBeganAnewStartsAnew() {
    clock.primaryHas(A, 100, 1_000);
    clock.primaryHas(B, 500, 2_000);
    assertThat(clock.asOf(100)).isEmpty();
    clock.primaryHas(B, 10, 3_000);
    assertThat(clock.asOf(100)).hasValue(3_000);
    assertThat(clock.asOf(9)).isEmpty();
  }

  @Test
  void itForgetsTheOldest() {
    for (int i = 0; i < 1_000; i++) {
      clock.primaryHas(A, i, i);
    }
    assertThat(clock.asOf(999)).hasValue(999);
    assertThat(clock.asOf(10)).isEmpty();
  }
}
