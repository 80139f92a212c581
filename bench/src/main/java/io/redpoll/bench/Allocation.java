package io.redpoll.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much heap the threads of this JVM have allocated. */
final class Allocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Bytes since the JVM's start, by all threads that live. */
  static long bytes() {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
