package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.redpoll.resp.Fault;
import io.redpoll.resp.Requests;
import io.redpoll.resp.RespException;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what answers mean. Pure, and nothing that a server answers makes it throw. */
final class ReplyClassifier {

  /** It answered PING, and closed the connection on ROLE: a proxy that refuses so, or a server that died just then. */
  static final Unreached HUNG_UP_ON_ROLE =
      new Unreached(Failure.CLOSED, "it answered PING and closed the connection on ROLE");

  private static final int MESSAGE_LENGTH = 200;

  private ReplyClassifier() {}

  /** What a whole check found: PING, ROLE, and sections of INFO. */
  static Finding check(Answer ping, Answer role, List<Answer> info, Duration latency) {
    if (hungUpOnRole(ping, role)) {
      return HUNG_UP_ON_ROLE;
    }
    Optional<Answer> missing = Stream.concat(Stream.of(ping, role), info.stream())
        .filter(Answer::isMissing)
        .findFirst();
    if (missing.isPresent()) {
      return failure(missing.get().failure());
    }
    if (ping.error().isPresent() && !refusedForWrites(ping)) {
      return impaired(ping.error().get());
    }
    if (role.error().isPresent()) {
      return refusedRole(role.error().get());
    }
    return info.stream()
        .flatMap(section -> section.error().stream())
        .map(ReplyClassifier::impaired)
        .filter(finding -> finding.kind() != Impairment.OTHER)
        .map(Finding.class::cast)
        .findFirst()
        .orElseGet(() ->
            refusingWrites(ping, facts(role.reply(), InfoReply.parse(replies(info)), latency)));
  }

  /** A server that cannot save refuses PING as it refuses writes, and serves reads: ROLE and INFO say the rest. */
  private static boolean refusedForWrites(Answer ping) {
    return ping.error().filter(error -> kind(error) == Impairment.MISCONF).isPresent();
  }

  private static Finding refusingWrites(Answer ping, Finding finding) {
    return finding instanceof Healthy healthy && refusedForWrites(ping)
        ? new Impaired(
            Impairment.MISCONF, shorten(ping.error().orElseThrow()), Optional.of(healthy.facts()))
        : finding;
  }

  private static boolean hungUpOnRole(Answer ping, Answer role) {
    return !ping.isMissing()
        && ping.error().isEmpty()
        && role.failure() instanceof RespException cause
        && cause.fault() == Fault.CLOSED;
  }

  private static List<Response> replies(List<Answer> answers) {
    return answers.stream().map(Answer::reply).filter(Objects::nonNull).toList();
  }

  /** What a read says of a replica that has lost its primary: some serve what they have, some nothing. */
  static Finding withoutPrimary(Healthy replica, Answer read) {
    return read.error()
        .filter(error -> kind(error) == Impairment.MASTERDOWN)
        .<Finding>map(error ->
            new Impaired(Impairment.MASTERDOWN, shorten(error), Optional.of(replica.facts())))
        .orElse(replica);
  }

  /** What CLUSTER INFO says of a node. */
  static Finding inCluster(Healthy node, Answer clusterInfo) {
    boolean down = clusterInfo.reply() != null
        && clusterInfo.reply().type() == ResponseType.BULK
        && clusterInfo.reply().toString().lines().anyMatch("cluster_state:fail"::equals);
    return down
        ? new Impaired(
            Impairment.CLUSTERDOWN,
            "its cluster is down, and it refuses keys",
            Optional.of(node.facts()))
        : node;
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
    Optional<String> error = Requests.errorReply(cause);
    if (error.isPresent()) {
      return impaired(error.get());
    }
    return cause instanceof RespException failure
        ? new Unreached(failure(failure), words(failure))
        : new Unreached(Failure.PROTOCOL, shorten(String.valueOf(cause)));
  }

  /** In a few words that stay the same from check to check: who and when is in the event around them. */
  private static String words(RespException failure) {
    return switch (failure.fault()) {
      case REFUSED -> "connection refused";
      case TIMEOUT, BUSY -> "no answer in time";
      case CLOSED -> "the connection broke";
      case HUNG_UP -> "it accepted a connection and closed it without an answer";
      case NO_PATH, ENDED -> "no path to it: " + clause(failure);
      case PROTOCOL -> "it does not speak as expected: " + clause(failure);
    };
  }

  /** What went wrong, without the address before it and the advice behind it. */
  private static String clause(RespException failure) {
    String message =
        String.valueOf(failure.getMessage()).replaceFirst("^redis \\S+: (cannot connect: )?", "");
    int advice = message.indexOf("; ");
    return shorten(advice < 0 ? message : message.substring(0, advice));
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
        .map(role -> ailing(
            new ReplicationFacts(
                role.role(), info.runId(), info.clusterMode(), role.follows(), role.linkUp()),
            info,
            latency))
        .orElseGet(() -> new Impaired(
            Impairment.OTHER,
            "ROLE with " + describe(reply) + " (expected: master, slave or sentinel)"));
  }

  /** PING, ROLE and INFO are answered by servers that refuse writes, too: what they tell of themselves says so. */
  private static Finding ailing(ReplicationFacts facts, InfoReply info, Duration latency) {
    boolean writable = facts.role() == Role.PRIMARY;
    if (writable && info.full()) {
      return new Impaired(
          Impairment.OOM, "it is full, and refuses writes that need memory", Optional.of(facts));
    }
    if (writable && info.saveFailed()) {
      return new Impaired(
          Impairment.MISCONF,
          "its last save to disk failed, and it may refuse writes",
          Optional.of(facts));
    }
    return new Healthy(facts, latency);
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
