package io.redpoll.resp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much may be under way on one connection. What goes beyond the first two is refused at once
 * ({@link BusyException}).
 *
 * @param maxCommands how many commands may wait for their replies
 * @param maxBytes how many bytes the requests of these commands may have together, above which the next one is refused
 * @param maxWriteBytes how many bytes are written in one turn of the event loop, so that other connections have theirs; one
 *     request alone may be larger
 * @param patience how much later than its deadline the oldest reply may be before the connection counts as dead
 */
public record SendLimits(int maxCommands, long maxBytes, int maxWriteBytes, Duration patience) {

  /** More than this in requests that wait for replies is a server that does not keep up. */
  private static final long DEFAULT_MAX_BYTES = 64L * 1024 * 1024;

  /** About what a socket takes at once. */
  private static final int DEFAULT_MAX_WRITE_BYTES = 256 * 1024;

  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);

  public SendLimits {
    requireNonNull(patience, "patience is null");
    if (maxCommands < 1 || maxCommands > Claims.MAX_COMMANDS) {
      throw new IllegalArgumentException(
          "maxCommands: " + maxCommands + " (expected: 1 to " + Claims.MAX_COMMANDS + ")");
    }
    if (maxBytes < 1 || maxBytes > Claims.MAX_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes: " + maxBytes + " (expected: 1 to " + Claims.MAX_BYTES + ")");
    }
    if (maxWriteBytes < 1) {
      throw new IllegalArgumentException("maxWriteBytes: " + maxWriteBytes + " (expected: > 0)");
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("patience: " + patience + " (expected: none or some)");
    }
  }

  /** So many commands, and the default for the rest. */
  public static SendLimits ofCommands(int maxCommands) {
    return new SendLimits(
        maxCommands, DEFAULT_MAX_BYTES, DEFAULT_MAX_WRITE_BYTES, DEFAULT_PATIENCE);
  }
}
