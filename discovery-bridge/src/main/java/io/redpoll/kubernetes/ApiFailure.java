package io.redpoll.kubernetes;

import java.time.Duration;
import java.util.Locale;

/**
 * Why a request to the API server did not do what it should. Its message says what the server did, in one line without
 * secrets, the same for the same reason; the log names the server before it. An expected outcome: it carries no stack trace.
 */
final class ApiFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 600;

  /** What went wrong, as far as it decides what to do next. */
  enum Kind {
    /** No connection, or no answer. */
    UNREACHABLE,
    /** The connection broke while the answer came in. */
    BROKEN,
    /** The server's certificate is not trusted, or there is nothing to check it against. */
    UNTRUSTED,
    /** It does not know the token. */
    UNAUTHORIZED,
    /** It knows the token, which may not do this. */
    FORBIDDEN,
    /** There is no such thing. */
    NOT_FOUND,
    /** The resource version is too old. */
    EXPIRED,
    /** The resource version is newer than what this server knows. */
    TOO_LARGE,
    /** It is too busy, or it is not there yet and a proxy before it says so. */
    THROTTLED,
    /** It failed. */
    SERVER_ERROR,
    /** It refuses the request for another reason. */
    REFUSED,
    /** What it answered is not what was asked for. */
    BAD_ANSWER,
    /** A watch ended as soon as it began. */
    SHORT_WATCH,
    /** A defect of ours. */
    INTERNAL;

    /** As in metrics: {@code short_watch}. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final Duration retryAfter;

  ApiFailure(Kind kind, String message) {
    this(kind, message, Duration.ZERO);
  }

  /**
   * A failure for which the server said when to come again.
   *
   * @param retryAfter zero if it did not say
   */
  ApiFailure(Kind kind, String message, Duration retryAfter) {
    super(Printable.of(message, MAX_LENGTH), null, false, false);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  Kind kind() {
    return kind;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
