package io.redpoll.probe;

import io.redpoll.endpoint.Monitored;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.endpoint.Role;
import io.redpoll.resp.RespConnection;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One check: a burst of commands that leave in one write and share one deadline.
 *
 * @param begin by {@link System#nanoTime}
 * @param timeout in nanoseconds, connecting included
 */
record Check(long begin, long timeout) {

  /** A key that nobody has, so that a read of it costs nothing. */
  private static final String NO_KEY = "redpoll:probe";

  /** One command each, since servers before Redis 7 take one section at a time. */
  private static final List<String> SECTIONS =
      List.of("server", "persistence", "memory", "keyspace");

  /** What is left of the time, at least 1 ms. */
  Duration remaining() {
    return Duration.ofMillis(Math.max(1, Duration.ofNanos(timeout - elapsed()).toMillis()));
  }

  /** As much as there was at its begin. */
  Duration wholeTime() {
    return Duration.ofNanos(timeout);
  }

  /** Whether it took so much longer than its deadline that the prober itself must have been held up. */
  boolean isLate() {
    return elapsed() > 2 * timeout;
  }

  Future<Finding> ask(RespConnection redis) {
    long written = System.nanoTime();
    Future<Answer> ping = send(redis, Request.cmd(Command.PING));
    Future<Answer> role = send(redis, Request.cmd(Command.ROLE));
    List<Future<Answer>> info = SECTIONS.stream()
        .map(section -> send(redis, Request.cmd(Command.INFO).arg(section)))
        .toList();
    return Future.join(Stream.concat(Stream.of(ping, role), info.stream()).toList())
        .map(all -> ReplyClassifier.check(
            ping.result(),
            role.result(),
            info.stream().map(Future::result).toList(),
            Duration.ofNanos(System.nanoTime() - written)))
        .compose(finding -> lookCloser(redis, finding));
  }

  /** Asks what only some servers have to be asked. */
  private Future<Finding> lookCloser(RespConnection redis, Finding finding) {
    if (!(finding instanceof Healthy healthy)) {
      return Future.succeededFuture(finding);
    }
    if (healthy.facts().role() == Role.SENTINEL) {
      return askSentinel(redis, healthy);
    }
    if (!healthy.facts().linkUp()) {
      return send(redis, readOf(NO_KEY))
          .map(answer -> ReplyClassifier.withoutPrimary(healthy, answer));
    }
    return healthy.facts().clusterMode()
        ? send(redis, Request.cmd(Command.CLUSTER).arg("INFO"))
            .map(answer -> ReplyClassifier.inCluster(healthy, answer))
        : Future.succeededFuture(finding);
  }

  private Future<Finding> askSentinel(RespConnection redis, Healthy sentinel) {
    return send(redis, Request.cmd(Command.SENTINEL).arg("MASTERS"))
        .compose(answer -> withReplicas(redis, SentinelReply.masters(answer.reply()))
            .map(watches -> ReplyClassifier.watching(sentinel, answer, watches)));
  }

  private Future<List<Monitored>> withReplicas(RespConnection redis, List<Monitored> masters) {
    List<Future<Monitored>> complete = masters.stream()
        .map(master -> send(redis, Request.cmd(Command.SENTINEL).arg("REPLICAS").arg(master.name()))
            .compose(answer -> answer.isMissing()
                ? Future.failedFuture(answer.failure())
                : Future.succeededFuture(SentinelReply.withReplicas(master, answer))))
        .toList();
    return complete.isEmpty()
        ? Future.succeededFuture(List.of())
        : Future.join(complete).map(all -> all.list());
  }

  Future<Finding> askProxy(RespConnection redis) {
    Future<Answer> ping = send(redis, Request.cmd(Command.PING));
    Future<Answer> read = send(redis, readOf(NO_KEY));
    return Future.join(ping, read)
        .map(all -> ReplyClassifier.proxyCheck(ping.result(), read.result()));
  }

  private static Request readOf(String key) {
    return Request.cmd(Command.EXISTS).arg(key);
  }

  private Future<Answer> send(RespConnection redis, Request request) {
    Future<Response> reply = redis.send(request, remaining());
    return Answer.to(reply);
  }

  long elapsed() {
    return System.nanoTime() - begin;
  }
}
