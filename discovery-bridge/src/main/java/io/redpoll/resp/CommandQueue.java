package io.redpoll.resp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Commands in their order: those that were written and not answered yet, or those that wait to be. Its connection's event loop. */
final class CommandQueue {

  static final long NEVER = Long.MAX_VALUE;

  private final ArrayDeque<InFlight> entries = new ArrayDeque<>();

  void add(InFlight entry) {
    entries.add(entry);
  }

  InFlight head() {
    return entries.peek();
  }

  InFlight poll() {
    return entries.poll();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return entries.size();
  }

  /** Whether nobody waits any more: tombstones do not count. */
  boolean isIdle() {
    return entries.stream().allMatch(InFlight::isSettled);
  }

  /** Tells {@code settler} of what is due, and keeps its place. */
  void expire(long now, Consumer<InFlight> settler) {
    List<InFlight> due = new ArrayList<>();
    for (InFlight entry : entries) {
      if (!entry.isSettled() && entry.deadline != NEVER && entry.deadline - now <= 0) {
        due.add(entry);
      }
    }
    due.forEach(settler);
  }

  /** When the next command is due; {@link #NEVER} if none. */
  long nextDeadline() {
    long next = NEVER;
    for (InFlight entry : entries) {
      if (!entry.isSettled()) {
        next = earlier(entry.deadline, next);
      }
    }
    return next;
  }

  /** When the oldest command is so late that no reply can be hoped for any more; {@link #NEVER} if it is in time. */
  long stalledAt(long patience) {
    InFlight head = entries.peek();
    return head != null && head.isSettled() && head.deadline != NEVER
        ? head.deadline + patience
        : NEVER;
  }

  /** Empties the queue and tells what was in it. */
  List<InFlight> clear() {
    List<InFlight> all = List.copyOf(entries);
    entries.clear();
    return all;
  }

  /** System.nanoTime may wrap around, so instants are compared by their difference. */
  static long earlier(long a, long b) {
    return b == NEVER || (a != NEVER && a - b < 0) ? a : b;
  }
}
