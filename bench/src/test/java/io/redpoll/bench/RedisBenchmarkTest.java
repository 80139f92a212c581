package io.redpoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisBenchmarkTest {

  @Test
  void figuresStandBehindTheCommandWhateverThatHolds() {
    assertThat(
            RedisBenchmark.figures(
                "\"SET a,b 1,2\",\"123456.79\",\"0.398\",\"0.104\",\"0.383\",\"0.623\",\"0.799\",\"1.231\""))
        .containsExactly(123456.79, 0.398, 0.104, 0.383, 0.623, 0.799, 1.231);
  }
}
