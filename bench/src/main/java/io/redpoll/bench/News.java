package io.redpoll.bench;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Reads the names of pods, into which the API writes when and why it changed them. */
final class News {

  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicLong marked = new AtomicLong();
  private volatile String mark = "-";
  private volatile long since;

  /** From now on counts pods with this mark. */
  void countFrom(String newMark) {
    marked.set(0);
    mark = "-" + newMark;
  }

  long counted() {
    return marked.get();
  }

  /** A pod was told of. */
  void pod(String name) {
    if (name.endsWith(mark)) {
      marked.incrementAndGet();
    }
    int at = name.lastIndexOf("-t");
    if (at > 0) {
      long changed = Long.parseLong(name.substring(at + 2));
      // A slice of a Service that changed again is told of again.
      if (changed > since) {
        since = changed;
        latencies.add(System.nanoTime() - changed);
      }
    }
  }

  long[] latencies() {
    return latencies.stream().mapToLong(Long::longValue).toArray();
  }

  void forget() {
    latencies.clear();
  }
}
