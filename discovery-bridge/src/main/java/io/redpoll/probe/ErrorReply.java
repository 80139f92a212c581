package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import java.util.Locale;

/** What the words of an error reply mean. Pure. */
final class ErrorReply {

  private ErrorReply() {}

  static Impaired impaired(String error) {
    return new Impaired(kind(error), Words.shorten(error));
  }

  /** By its first word, or by its first words where that is only ERR. */
  static Impairment kind(String error) {
    int space = error.indexOf(' ');
    return switch (space < 0 ? error : error.substring(0, space)) {
      case "LOADING" -> Impairment.LOADING;
      case "BUSY" -> Impairment.BUSY;
      case "MASTERDOWN" -> Impairment.MASTERDOWN;
      case "NOAUTH" -> Impairment.NOAUTH;
      case "WRONGPASS", "NOPERM" -> Impairment.WRONGPASS;
      case "MISCONF" -> Impairment.MISCONF;
      case "OOM" -> Impairment.OOM;
      case "CLUSTERDOWN" -> Impairment.CLUSTERDOWN;
      default -> kindOfErr(error.toLowerCase(Locale.ROOT));
    };
  }

  private static Impairment kindOfErr(String error) {
    if (error.startsWith("err max number of clients")) {
      return Impairment.MAX_CLIENTS;
    }
    boolean login = error.startsWith("err invalid password")
        || error.startsWith("err client sent auth")
        || error.startsWith("err auth ");
    return login ? Impairment.WRONGPASS : Impairment.OTHER;
  }

  /** What proxies say of ROLE. */
  static boolean isUnknownCommand(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    return lower.contains("unknown command") || lower.contains("unsupported command");
  }

  /** What proxies say when they reach no server. */
  static boolean hasNoUpstream(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    return lower.contains("no upstream host") || lower.contains("upstream failure");
  }
}
