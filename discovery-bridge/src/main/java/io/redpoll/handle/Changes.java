package io.redpoll.handle;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicLong;

/** Tells those who wait that something is different: a snapshot came, a connection stands, an endpoint cannot be reached. */
final class Changes {

  private final AtomicLong count = new AtomicLong();
  private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();

  /** How many changes there were: who reads it before looking notices what changes while it looks. Any thread. */
  long count() {
    return count.get();
  }

  /** Says that something changed; listeners run here and now. Any thread. */
  void announce() {
    count.incrementAndGet();
    listeners.forEach(Runnable::run);
  }

  void add(Runnable listener) {
    listeners.add(listener);
  }

  void remove(Runnable listener) {
    listeners.remove(listener);
  }
}
