package io.redpoll.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Garbage collections that stop all threads of this JVM for a given time at least. What makes them long is a list whose nodes
 * lie in the heap in no order: a collector has to walk it node by node, by one thread, and each is in no cache.
 */
final class LongCollections {

  private static final int STEP = 250_000;
  /** About a third of the heap of a fork. */
  private static final int MOST = 7_000_000;

  private static final long SEED = 20261125;

  private final Random random = new Random(SEED);
  /** Holds nothing but the rest of the list. */
  private Object[] list;

  /** Grows the list until a collection takes {@code millis} twice in a row. */
  LongCollections(long millis) {
    int nodes = 0;
    while (Math.min(collect(), collect()) < millis) {
      if (nodes >= MOST) {
        throw new IllegalStateException("collections of " + collect() + " ms with " + nodes
            + " objects (expected: " + millis + " ms; the heap of a fork allows no more)");
      }
      grow();
      nodes += STEP;
    }
  }

  private void grow() {
    List<Object[]> nodes = Arrays.asList(new Object[STEP][1]);
    Collections.shuffle(nodes, random);
    for (Object[] node : nodes) {
      node[0] = list;
      list = node;
    }
  }

  /** Collects now; how long that took, in milliseconds. */
  long collect() {
    long began = System.nanoTime();
    System.gc();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }
}
