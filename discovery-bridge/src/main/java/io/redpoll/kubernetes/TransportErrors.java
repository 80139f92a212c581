package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Makes failures of what goes wrong between us and the API server. Pure. */
final class TransportErrors {

  private TransportErrors() {}

  static ApiFailure of(Throwable cause, KubernetesOptions options) {
    if (chain(cause).anyMatch(GeneralSecurityException.class::isInstance)) {
      String ca = options
          .caFile()
          .map(Path::toString)
          .map(file -> "CA file " + file)
          .orElse("the JDK's CAs");
      return new ApiFailure(
          Kind.UNTRUSTED,
          "its certificate is not trusted by " + ca + ": " + deepest(cause)
              + " (expected: the CA of this server, set by --kubernetes-ca-file)");
    }
    String what =
        cause instanceof SSLException ? "no TLS as expected: " + cause.getMessage() : words(cause);
    return new ApiFailure(Kind.UNREACHABLE, "not reachable: " + what);
  }

  private static String words(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    String message = cause.getMessage();
    if (message == null || cause instanceof UnknownHostException) {
      return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
    return message;
  }

  private static String deepest(Throwable cause) {
    return chain(cause)
        .reduce((outer, inner) -> inner)
        .map(Throwable::getMessage)
        .orElse("");
  }

  /** The cause of the cause and so on; a few are enough, and a ring of causes has no end. */
  private static Stream<Throwable> chain(Throwable cause) {
    return Stream.iterate(cause, one -> one != null, Throwable::getCause).limit(10);
  }
}
