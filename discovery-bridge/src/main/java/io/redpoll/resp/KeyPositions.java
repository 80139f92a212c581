package io.redpoll.resp;

import java.util.Arrays;

/** Collects positions among arguments. Most rules tell them in order and once, so that there is nothing to sort. */
final class KeyPositions {

  private int[] positions;
  private int count;
  private boolean ascending = true;

  KeyPositions(int arguments) {
    positions = new int[arguments];
  }

  void add(int position) {
    ascending &= count == 0 || positions[count - 1] < position;
    if (count == positions.length) {
      // Two rules may find the same keys.
      positions = Arrays.copyOf(positions, 2 * count + 1);
    }
    positions[count++] = position;
  }

  /** Each of them once, in order. */
  int[] ascending() {
    if (!ascending) {
      return Arrays.stream(positions, 0, count).sorted().distinct().toArray();
    }
    return count == positions.length ? positions : Arrays.copyOf(positions, count);
  }
}
