package io.redpoll.probe;

import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.resp.RespConnection;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;

/**
 * One check: a burst of commands that leave in one write and share one deadline.
 *
 * @param begin by {@link System#nanoTime}
 * @param timeout in nanoseconds, connecting included
 */
record Check(long begin, long timeout) {

  /** A key that nobody has, so that a read of it costs nothing. */
  private static final String NO_KEY = "redpoll:probe";

  /** What is left of the time, at least 1 ms. */
  Duration remaining() {
    return Duration.ofMillis(Math.max(1, Duration.ofNanos(timeout - elapsed()).toMillis()));
  }

  /** Whether it took so much longer than its deadline that the prober itself must have been held up. */
  boolean isLate() {
    return elapsed() > 2 * timeout;
  }

  Future<Finding> ask(RespConnection redis) {
    long written = System.nanoTime();
    Future<Answer> ping = send(redis, Request.cmd(Command.PING));
    Future<Answer> role = send(redis, Request.cmd(Command.ROLE));
    Future<Answer> info = send(redis, Request.cmd(Command.INFO).arg("server"));
    return Future.join(ping, role, info)
        .map(all -> ReplyClassifier.check(
            ping.result(),
            role.result(),
            info.result(),
            Duration.ofNanos(System.nanoTime() - written)));
  }

  Future<Finding> askProxy(RespConnection redis) {
    Future<Answer> ping = send(redis, Request.cmd(Command.PING));
    Future<Answer> read = send(redis, Request.cmd(Command.EXISTS).arg(NO_KEY));
    return Future.join(ping, read)
        .map(all -> ReplyClassifier.proxyCheck(ping.result(), read.result()));
  }

  private Future<Answer> send(RespConnection redis, Request request) {
    Future<Response> reply = redis.send(request, remaining());
    return Answer.to(reply);
  }

  private long elapsed() {
    return System.nanoTime() - begin;
  }
}
