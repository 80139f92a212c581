package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.resp.RespException;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Says what answers mean. Pure, and nothing that a server answers makes it throw. */
final class ReplyClassifier {

  private static final int MESSAGE_LENGTH = 200;

  private ReplyClassifier() {}

  /** What a whole check found: PING, ROLE, INFO. */
  static Finding check(Answer ping, Answer role, Answer info, Duration latency) {
    for (Answer answer : new Answer[] {ping, role, info}) {
      if (answer.isMissing()) {
        return failure(answer.failure());
      }
    }
    if (ping.error().isPresent()) {
      return impaired(ping.error().get());
    }
    if (role.error().isPresent()) {
      return refusedRole(role.error().get());
    }
    return info.error()
        .map(ReplyClassifier::impaired)
        .filter(finding -> finding.kind() != Impairment.OTHER)
        .map(Finding.class::cast)
        .orElseGet(() -> facts(role.reply(), InfoReply.parse(info.reply()), latency));
  }

  /** What a check of a proxy found: PING, and a read of a key, since proxies answer PING themselves. */
  static Finding proxyCheck(Answer ping, Answer read) {
    for (Answer answer : new Answer[] {ping, read}) {
      if (answer.isMissing()) {
        return failure(answer.failure());
      }
      if (answer.error().isPresent()) {
        String error = answer.error().get();
        return hasNoUpstream(error)
            ? new Unreached(Failure.NO_PATH, "the proxy reaches no server: " + shorten(error))
            : impaired(error);
      }
    }
    return new Impaired(Impairment.PROXY, "as a proxy, and reads keys");
  }

  /** What a failed connect or command means. */
  static Finding failure(Throwable cause) {
    Optional<String> error = io.redpoll.resp.Requests.errorReply(cause);
    if (error.isPresent()) {
      return impaired(error.get());
    }
    return cause instanceof RespException failure
        ? new Unreached(failure(failure), shorten(failure.getMessage()))
        : new Unreached(Failure.PROTOCOL, shorten(String.valueOf(cause)));
  }

  private static Failure failure(RespException failure) {
    return switch (failure.fault()) {
      case REFUSED -> Failure.REFUSED;
      case CLOSED -> Failure.CLOSED;
      case TIMEOUT, BUSY -> Failure.TIMEOUT;
      case NO_PATH, HUNG_UP, ENDED -> Failure.NO_PATH;
      case PROTOCOL -> Failure.PROTOCOL;
    };
  }

  private static Impaired impaired(String error) {
    return new Impaired(kind(error), shorten(error));
  }

  private static Finding refusedRole(String error) {
    return isUnknownCommand(error)
        ? new Impaired(Impairment.PROXY, shorten(error))
        : impaired(error);
  }

  /** What an error reply means, by its first word, or by its first words where that is only ERR. */
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

  private static boolean isUnknownCommand(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    return lower.contains("unknown command") || lower.contains("unsupported command");
  }

  private static boolean hasNoUpstream(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    return lower.contains("no upstream host") || lower.contains("upstream failure");
  }

  private static Finding facts(Response reply, InfoReply info, Duration latency) {
    return RoleReply.parse(reply)
        .<Finding>map(role -> new Healthy(
            new ReplicationFacts(
                role.role(), info.runId(), info.clusterMode(), role.follows(), role.linkUp()),
            latency))
        .orElseGet(() -> new Impaired(
            Impairment.OTHER,
            "ROLE with " + describe(reply) + " (expected: master, slave or sentinel)"));
  }

  private static String describe(Response reply) {
    if (reply == null) {
      return "nil";
    }
    return reply.type() == ResponseType.MULTI && reply.isMap()
        ? "a map"
        : shorten(reply.toString());
  }

  private static String shorten(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= MESSAGE_LENGTH ? line : line.substring(0, MESSAGE_LENGTH) + "...";
  }
}
