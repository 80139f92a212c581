package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.resp.Requests;
import io.redpoll.resp.RespException;
import java.util.Optional;

/** What it means that a connect or a command failed. Pure. */
final class NoReply {

  /** Something accepts connections, and closes them: a port that speaks TLS, a proxy, a mesh that forbids it. */
  static final Unreached HUNG_UP =
      new Unreached(Failure.NO_PATH, "it accepted a connection and closed it without an answer");

  private NoReply() {}

  static Finding of(Throwable cause) {
    Optional<String> error = Requests.errorReply(cause);
    if (error.isPresent()) {
      return ErrorReply.impaired(error.get());
    }
    return cause instanceof RespException failure
        ? unreached(failure)
        : new Unreached(Failure.PROTOCOL, Words.shorten(String.valueOf(cause)));
  }

  /** In a few words that stay the same from check to check: who and when is in the event around them. */
  private static Unreached unreached(RespException failure) {
    return switch (failure.fault()) {
      case REFUSED -> new Unreached(Failure.REFUSED, "connection refused");
      case TIMEOUT, BUSY -> new Unreached(Failure.TIMEOUT, "no answer in time");
      case CLOSED -> new Unreached(Failure.CLOSED, "the connection broke");
      case HUNG_UP -> HUNG_UP;
      case NO_PATH, ENDED -> new Unreached(Failure.NO_PATH, "no path to it: " + clause(failure));
      case PROTOCOL ->
        new Unreached(Failure.PROTOCOL, "it does not speak as expected: " + clause(failure));
    };
  }

  /** What went wrong, without the address before it and the advice behind it. */
  private static String clause(RespException failure) {
    String message =
        String.valueOf(failure.getMessage()).replaceFirst("^redis \\S+: (cannot connect: )?", "");
    int advice = message.indexOf("; ");
    return Words.shorten(advice < 0 ? message : message.substring(0, advice));
  }
}
