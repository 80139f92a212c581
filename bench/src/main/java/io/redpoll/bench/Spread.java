package io.redpoll.bench;

import java.util.Arrays;
import java.util.Collection;

/**
 * What many measurements of the same say together.
 *
 * @param median the middle one, or the mean of the middle two
 * @param low the lowest
 * @param high the highest
 */
record Spread(double median, double low, double high) {

  static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values: none (expected: at least one)");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
