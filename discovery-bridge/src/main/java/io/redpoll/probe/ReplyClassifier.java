package io.redpoll.probe;

import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Observation.Impaired;
import io.redpoll.endpoint.Observation.Impairment;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.redpoll.resp.Fault;
import io.redpoll.resp.RespException;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what the answers to a check mean. Pure, and nothing that a server answers makes it throw. */
final class ReplyClassifier {

  /** It answered PING, and closed the connection on ROLE: a proxy that refuses so, or a server that died just then. */
  static final Unreached HUNG_UP_ON_ROLE =
      new Unreached(Failure.CLOSED, "it answered PING and closed the connection on ROLE");

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
      return NoReply.of(missing.get().failure());
    }
    if (ping.error().isPresent() && !refusedForWrites(ping)) {
      return ErrorReply.impaired(ping.error().get());
    }
    if (role.error().isPresent()) {
      return refusedRole(role.error().get());
    }
    return info.stream()
        .flatMap(section -> section.error().stream())
        .map(ErrorReply::impaired)
        .filter(finding -> finding.kind() != Impairment.OTHER)
        .map(Finding.class::cast)
        .findFirst()
        .orElseGet(() ->
            refusingWrites(ping, facts(role.reply(), InfoReply.parse(replies(info)), latency)));
  }

  /** A server that cannot save refuses PING as it refuses writes, and serves reads: ROLE and INFO say the rest. */
  private static boolean refusedForWrites(Answer ping) {
    return ping.error()
        .filter(error -> ErrorReply.kind(error) == Impairment.MISCONF)
        .isPresent();
  }

  private static Finding refusingWrites(Answer ping, Finding finding) {
    return finding instanceof Healthy healthy && refusedForWrites(ping)
        ? impaired(Impairment.MISCONF, ping.error().orElseThrow(), healthy)
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
        .filter(error -> ErrorReply.kind(error) == Impairment.MASTERDOWN)
        .<Finding>map(error -> impaired(Impairment.MASTERDOWN, error, replica))
        .orElse(replica);
  }

  /** What CLUSTER INFO says of a node. */
  static Finding inCluster(Healthy node, Answer clusterInfo) {
    boolean down = clusterInfo.reply() != null
        && clusterInfo.reply().type() == ResponseType.BULK
        && clusterInfo.reply().toString().lines().anyMatch("cluster_state:fail"::equals);
    return down
        ? impaired(Impairment.CLUSTERDOWN, "its cluster is down, and it refuses keys", node)
        : node;
  }

  /** What a Sentinel says that it watches, and what it says of the replicas of each. */
  static Finding watching(Healthy sentinel, Answer masters, List<Monitored> watches) {
    if (masters.isMissing()) {
      return NoReply.of(masters.failure());
    }
    if (masters.error().isPresent()) {
      return impaired(ErrorReply.kind(masters.error().get()), masters.error().get(), sentinel);
    }
    ReplicationFacts facts = ReplicationFacts.sentinel(sentinel.facts().runId(), watches);
    return SentinelReply.isList(masters.reply())
        ? new Healthy(facts, sentinel.latency())
        : impaired(
            Impairment.OTHER,
            "SENTINEL MASTERS with " + Words.describe(masters.reply()) + " (expected: a list)",
            sentinel);
  }

  /** What a check of a proxy found: PING, and a read of a key, since proxies answer PING themselves. */
  static Finding proxyCheck(Answer ping, Answer read) {
    for (Answer answer : new Answer[] {ping, read}) {
      if (answer.isMissing()) {
        return NoReply.of(answer.failure());
      }
      if (answer.error().isPresent()) {
        String error = answer.error().get();
        return ErrorReply.hasNoUpstream(error)
            ? new Unreached(Failure.NO_PATH, "the proxy reaches no server: " + Words.shorten(error))
            : ErrorReply.impaired(error);
      }
    }
    return new Impaired(Impairment.PROXY, "as a proxy, and reads keys");
  }

  private static Finding refusedRole(String error) {
    return ErrorReply.isUnknownCommand(error)
        ? new Impaired(Impairment.PROXY, Words.shorten(error))
        : ErrorReply.impaired(error);
  }

  private static Finding facts(Response reply, InfoReply info, Duration latency) {
    return RoleReply.parse(reply)
        .map(role -> ailing(
            new ReplicationFacts(
                    role.role(), info.runId(), info.clusterMode(), role.follows(), role.linkUp())
                .withKeys(info.keys()),
            info,
            latency))
        .orElseGet(() -> new Impaired(
            Impairment.OTHER,
            "ROLE with " + Words.describe(reply) + " (expected: master, slave or sentinel)"));
  }

  /** PING, ROLE and INFO are answered by servers that refuse writes, too: what they tell of themselves says so. */
  private static Finding ailing(ReplicationFacts facts, InfoReply info, Duration latency) {
    Healthy healthy = new Healthy(facts, latency);
    boolean writable = facts.role() == Role.PRIMARY;
    if (writable && info.full()) {
      return impaired(Impairment.OOM, "it is full, and refuses writes that need memory", healthy);
    }
    if (writable && info.saveFailed()) {
      return impaired(
          Impairment.MISCONF, "its last save to disk failed, and it may refuse writes", healthy);
    }
    return healthy;
  }

  private static Impaired impaired(Impairment kind, String words, Healthy alive) {
    return new Impaired(kind, Words.shorten(words), Optional.of(alive.facts()));
  }
}
