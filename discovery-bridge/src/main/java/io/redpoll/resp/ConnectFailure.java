package io.redpoll.resp;

import io.netty.channel.ConnectTimeoutException;
import io.redpoll.endpoint.HostAndPort;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says in our words why TCP or TLS could not be set up. */
final class ConnectFailure {

  private ConnectFailure() {}

  static RespException of(HostAndPort address, Throwable cause) {
    Fault fault = fault(cause);
    return new RespException(
        fault,
        Delivery.NOT_SENT,
        "redis " + address + ": cannot connect: " + what(fault, cause) + "; " + advice(fault),
        cause);
  }

  private static Fault fault(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof SSLException || t instanceof GeneralSecurityException) {
        return Fault.PROTOCOL;
      }
      if (t instanceof ConnectTimeoutException) {
        return Fault.TIMEOUT;
      }
      if (t instanceof ConnectException && says(t, "refused")) {
        return Fault.REFUSED;
      }
      if (says(t, "reset") || says(t, "closed")) {
        return Fault.HUNG_UP;
      }
    }
    return Fault.NO_PATH;
  }

  private static boolean says(Throwable failure, String word) {
    return failure.getMessage() != null
        && failure.getMessage().toLowerCase(Locale.ROOT).contains(word);
  }

  private static String what(Fault fault, Throwable cause) {
    return switch (fault) {
      case REFUSED -> "connection refused";
      case TIMEOUT -> "no answer in time";
      default ->
        cause instanceof UnknownHostException
            ? "no such host"
            : String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    };
  }

  private static String advice(Fault fault) {
    return switch (fault) {
      case REFUSED -> "does a server listen on that port?";
      case TIMEOUT -> "is it frozen, or does a network policy drop packets?";
      case PROTOCOL -> "is the port TLS, its certificate for that name, and its authority trusted?";
      case HUNG_UP -> "does a mesh or a policy stand in between, or is the port not TLS?";
      default -> "check the address and the route to it";
    };
  }
}
