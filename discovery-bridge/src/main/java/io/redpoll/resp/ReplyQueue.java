package io.redpoll.resp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The commands that were written and not answered yet, in their order. Its connection's event loop. */
final class ReplyQueue {

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

  /** Whether nobody waits any more: tombstones do not count. */
  boolean isIdle() {
    return entries.stream().allMatch(InFlight::isTombstone);
  }

  /** Fails what is due, with what {@code failure} makes of it, and keeps it as a tombstone. */
  void expire(long now, Function<InFlight, Throwable> failure) {
    List<InFlight> due = new ArrayList<>();
    for (InFlight entry : entries) {
      if (!entry.isTombstone() && entry.deadline != NEVER && entry.deadline - now <= 0) {
        due.add(entry);
      }
    }
    due.forEach(entry -> entry.bury(failure.apply(entry)));
  }

  /** When the next command is due, or its oldest tombstone is older than {@code patience} nanos; {@link #NEVER} if none. */
  long nextDeadline(long patience) {
    long next = stalledAt(patience);
    for (InFlight entry : entries) {
      if (!entry.isTombstone() && entry.deadline != NEVER && earlier(entry.deadline, next)) {
        next = entry.deadline;
      }
    }
    return next;
  }

  /** When the oldest command is so late that no reply can be hoped for any more; {@link #NEVER} if it is in time. */
  long stalledAt(long patience) {
    InFlight head = entries.peek();
    return head != null && head.isTombstone() ? head.deadline + patience : NEVER;
  }

  /** Empties the queue and tells what was in it. */
  List<InFlight> clear() {
    List<InFlight> all = List.copyOf(entries);
    entries.clear();
    return all;
  }

  /** System.nanoTime may wrap around, so instants are compared by their difference. */
  static boolean earlier(long a, long b) {
    return b == NEVER || (a != NEVER && a - b < 0);
  }
}
