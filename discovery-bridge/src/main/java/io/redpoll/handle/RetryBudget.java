package io.redpoll.handle;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How many commands may be sent a second time: a fifth of the traffic and ten a second, so that retries do not become the
 * load that brings the rest down.
 *
 * <p>After Finagle's retry budget. Any thread, no lock; counting a command is one add to a striped counter. What is counted
 * goes back between one and two windows.
 */
final class RetryBudget {

  static final int PERCENT = 20;
  static final int PER_SECOND = 10;

  private static final long SECOND = 1_000_000_000L;
  private static final long WINDOW = 10 * SECOND;

  private final LongSupplier nanoTime;
  private final LongAdder commands = new LongAdder();
  private final AtomicReference<Period> period;

  RetryBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    long now = nanoTime.getAsLong();
    this.period = new AtomicReference<>(new Period(now, 0, now, 0, 0, 0));
  }

  /** Counts a command that is sent for the first time. */
  void deposit() {
    commands.increment();
  }

  /** Takes the right to send one again; false if there is none. */
  boolean withdraw() {
    long now = nanoTime.getAsLong();
    long sent = commands.sum();
    while (true) {
      Period current = period.get();
      Period next = current.at(now, sent);
      boolean granted = next.used() < next.allowed(now, sent);
      if (period.compareAndSet(current, granted ? next.withOneMore() : next)) {
        return granted;
      }
    }
  }

  /**
   * The window before this one and this one.
   *
   * @param start when the window before began
   * @param startSent how many commands had been sent then
   * @param middle when this window began
   * @param middleSent how many commands had been sent then
   * @param usedBefore retries in the window before
   * @param usedNow retries in this window
   */
  private record Period(
      long start, long startSent, long middle, long middleSent, long usedBefore, long usedNow) {

    Period at(long now, long sent) {
      if (now - middle < WINDOW) {
        return this;
      }
      return now - middle < 2 * WINDOW
          ? new Period(middle, middleSent, now, sent, usedNow, 0)
          : new Period(now - WINDOW, sent, now, sent, 0, 0);
    }

    long used() {
      return usedBefore + usedNow;
    }

    long allowed(long now, long sent) {
      long nanos = Math.max(SECOND, now - start);
      return (sent - startSent) * PERCENT / 100 + nanos / 1_000_000 * PER_SECOND / 1000;
    }

    Period withOneMore() {
      return new Period(start, startSent, middle, middleSent, usedBefore, usedNow + 1);
    }
  }
}
