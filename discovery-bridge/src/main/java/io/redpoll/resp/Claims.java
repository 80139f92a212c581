package io.redpoll.resp;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many commands are under way on a connection, and how many bytes their requests have: claimed before a command is
 * submitted, given back when its place in the order is free again. Any thread.
 */
final class Claims {

  private static final int BYTE_BITS = 42;

  static final long MAX_BYTES = (1L << (BYTE_BITS - 1)) - 1;
  static final int MAX_COMMANDS = 1 << (Long.SIZE - BYTE_BITS - 2);

  private final int maxCommands;
  private final long maxBytes;

  /** Both in one number, so that one addition claims both: commands above, bytes below. */
  private final AtomicLong claimed = new AtomicLong();

  Claims(SendLimits limits) {
    this.maxCommands = limits.maxCommands();
    this.maxBytes = limits.maxBytes();
  }

  /** Claims the place of a command; false if as much as allowed is under way already. */
  boolean claim(int bytes) {
    long now = claimed.addAndGet(command(bytes));
    // What was there before counts, so that a large request is not refused for its size alone.
    if (commands(now) <= maxCommands && bytes(now) - bytes < maxBytes) {
      return true;
    }
    claimed.addAndGet(-command(bytes));
    return false;
  }

  void release(int bytes) {
    claimed.addAndGet(-command(bytes));
  }

  int commands() {
    return commands(claimed.get());
  }

  long bytes() {
    return bytes(claimed.get());
  }

  boolean isFull() {
    long now = claimed.get();
    return commands(now) >= maxCommands || bytes(now) >= maxBytes;
  }

  private static long command(int bytes) {
    return (1L << BYTE_BITS) + bytes;
  }

  private static int commands(long claimed) {
    return (int) (claimed >>> BYTE_BITS);
  }

  private static long bytes(long claimed) {
    return claimed & (1L << BYTE_BITS) - 1;
  }
}
