package io.redpoll.handle;

import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The commands of one handle that wait for an endpoint, in the order in which they began to. Any thread; who removes a call
 * from here, and only who does, may go on with it.
 */
final class Waiting {

  private final ConcurrentNavigableMap<Long, Errand<?>> calls = new ConcurrentSkipListMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong tickets = new AtomicLong();
  private final int most;

  Waiting(int most) {
    this.most = most;
  }

  /** A place in the order. */
  long ticket() {
    return tickets.incrementAndGet();
  }

  /** Lets {@code call} wait; false if as many as allowed wait already. */
  boolean add(long ticket, Errand<?> call) {
    if (size.incrementAndGet() > most) {
      size.decrementAndGet();
      return false;
    }
    calls.put(ticket, call);
    return true;
  }

  /** Takes {@code call} out; false if somebody else did. */
  boolean remove(long ticket, Errand<?> call) {
    boolean removed = calls.remove(ticket, call);
    if (removed) {
      size.decrementAndGet();
    }
    return removed;
  }

  /** Takes all out, and lets each look again for an endpoint. */
  void wakeAll() {
    calls.forEach((ticket, call) -> {
      if (remove(ticket, call)) {
        call.wake();
      }
    });
  }
}
