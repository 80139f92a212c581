package io.redpoll.resp;

/**
 * How large a reply may be. One that announces more is not waited for: its connection ends.
 *
 * @param maxBytes of one reply on the wire, with all that is nested in it; what was announced takes no memory before it
 *     came
 * @param maxDepth how deep arrays, sets, maps and attributes may be nested
 */
public record ReplyLimits(int maxBytes, int maxDepth) {

  /** The longest string that Redis stores, in an array; deeper than 32 goes nothing but modules and scripts. */
  public static final ReplyLimits DEFAULT = new ReplyLimits(512 * 1024 * 1024 + 1024, 32);

  public ReplyLimits {
    if (maxBytes < 1024 || maxBytes > 1 << 30) {
      throw new IllegalArgumentException(
          "maxBytes: " + maxBytes + " (expected: 1024 to " + (1 << 30) + ")");
    }
    if (maxDepth < 1 || maxDepth > 1024) {
      throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: 1 to 1024)");
    }
  }
}
