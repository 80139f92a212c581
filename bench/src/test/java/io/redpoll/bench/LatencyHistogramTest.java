package io.redpoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  private final LatencyHistogram histogram = new LatencyHistogram();

  @Test
  void quantilesAreWithinABucketOfTheTruth() {
    Random random = new Random(42);
    long[] nanos = random.longs(10_000, 0, 50_000_000).toArray();
    Arrays.stream(nanos).forEach(histogram::add);
    Arrays.sort(nanos);
    assertThat(histogram.count()).isEqualTo(10_000);
    for (double share : new double[] {0.001, 0.5, 0.99, 1}) {
      long truth = nanos[(int) Math.ceil(share * nanos.length) - 1];
      assertThat(histogram.quantile(share)).isBetween(truth, truth + truth / 64 + 1);
    }
  }

  @Test
  void smallLatenciesAreExact() {
    for (int nanos = 0; nanos < 128; nanos++) {
      LatencyHistogram one = new LatencyHistogram();
      one.add(nanos);
      assertThat(one.quantile(0.5)).isEqualTo(nanos);
    }
  }

  @Test
  void theLongestFitsToo() {
    histogram.add(Long.MAX_VALUE);
    assertThat(histogram.quantile(1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void nothingHasNoLatency() {
    assertThat(histogram.quantile(0.5)).isZero();
  }
}
