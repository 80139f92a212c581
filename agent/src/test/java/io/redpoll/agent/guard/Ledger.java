package io.redpoll.agent.guard;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The newest value of each key that a server has acknowledged, and what was read that is older. Values grow, and each key is
 * written by one at a time. Any thread.
 */
final class Ledger {

  private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
  private final Queue<String> stale = new ConcurrentLinkedQueue<>();

  /** A server said OK to this. */
  void acknowledged(String key, int value) {
    acknowledged.put(key, value);
  }

  /** What a read of this key that begins now may bring at the least, if it brings anything. */
  int floor(String key) {
    return acknowledged.getOrDefault(key, 0);
  }

  /** A read brought {@code value}; null if there was none. */
  void read(String reader, String key, int floor, Integer value) {
    if (value != null && value < floor) {
      stale.add(reader + " read " + key + " = " + value + ", acknowledged before: " + floor);
    }
  }

  /** The reads that brought something too old. */
  List<String> stale() {
    return List.copyOf(stale);
  }
}
