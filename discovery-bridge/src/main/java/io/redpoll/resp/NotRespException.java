package io.redpoll.resp;

/** What came is not RESP, or more of it than allowed. Its message says what came and what was expected. */
final class NotRespException extends RuntimeException {

  private static final long serialVersionUID = 1;

  NotRespException(String came, String expected) {
    super(came + " (expected: " + expected + ")", null, false, false);
  }

  /** A byte in words that cannot break a log line. */
  static String quoted(int b) {
    int value = b & 0xff;
    return value > ' ' && value < 0x7f
        ? "'" + (char) value + "'"
        : String.format("byte 0x%02x", value);
  }
}
