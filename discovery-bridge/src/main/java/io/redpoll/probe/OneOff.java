package io.redpoll.probe;

import io.redpoll.endpoint.Keys;
import io.redpoll.endpoint.Observation.Failure;
import io.redpoll.endpoint.Observation.Finding;
import io.redpoll.endpoint.Observation.Unreached;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.SweepStep;
import io.redpoll.resp.ReplyLimits;
import io.redpoll.resp.RespConnection;
import io.redpoll.resp.RespCredentials;
import io.redpoll.ring.HashRing;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What is done once, over a connection of its own: a check for somebody who has doubts, and the emptying and sweeping of a
 * shard.
 */
final class OneOff {

  /** A flush may come behind much else, and nobody waits for it but the ring. */
  private static final long ORDER_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** What a page of long keys may take: those of a check are short. */
  private static final ReplyLimits PAGE_LIMITS = new ReplyLimits(16 * 1024 * 1024, 8);

  private final ContextInternal context;
  private final ProbeOptions options;
  private final Function<String, Optional<RespCredentials>> credentials;

  OneOff(
      ContextInternal context,
      ProbeOptions options,
      Function<String, Optional<RespCredentials>> credentials) {
    this.context = context;
    this.options = options;
    this.credentials = credentials;
  }

  /** Checks once within {@code timeout}; fails only if this agent was itself held up, and so has nothing to say. */
  Future<Finding> check(ProbeTarget target, Duration timeout) {
    Check check = new Check(System.nanoTime(), timeout.toNanos());
    return connect(target, check)
        .compose(redis -> check.ask(redis).onComplete(done -> redis.close()))
        .otherwise(NoReply::of)
        .compose(finding -> check.isLate() && timedOut(finding)
            ? Future.failedFuture("this agent was held up itself")
            : Future.succeededFuture(finding));
  }

  private static boolean timedOut(Finding finding) {
    return finding instanceof Unreached seen && seen.failure() == Failure.TIMEOUT;
  }

  /**
   * Empties the process {@code runId} and no other. All commands go over one connection, which ends with the process: what
   * tells its name is what is emptied, and what is found empty. Fails with the reason if it is not.
   */
  Future<Void> empty(ProbeTarget target, String runId) {
    Check check = new Check(System.nanoTime(), ORDER_NANOS);
    return connect(target, check)
        .compose(redis -> isThePrimary(redis, check, runId)
            .compose(primary ->
                redis.send(Request.cmd(Command.FLUSHALL).arg("ASYNC"), check.remaining()))
            .compose(flushed -> ask(redis, check, "keyspace"))
            .compose(OneOff::isEmpty)
            .onComplete(done -> redis.close()));
  }

  /**
   * Takes a step of a walk that deletes the keys of others from a shard, in all databases, as {@link #empty} does to the process
   * of that name only. Nothing is deleted for a shard that has no keys of the ring: all would be those of others.
   *
   * @return the cursor to go on from; fails with the reason if the step was not done, or not all of it
   */
  Future<String> sweep(ProbeTarget target, String shard, SweepStep step) {
    HashRing ring = new HashRing(step.ring());
    int own = ring.shards().indexOf(shard);
    if (own < 0) {
      return Future.failedFuture(
          "ring: " + step.ring() + " (expected: one with the shard to sweep, " + shard + ")");
    }
    Check check = new Check(System.nanoTime(), ORDER_NANOS);
    return new Connector(context, options, credentials)
        .connect(target, check.remaining(), PAGE_LIMITS)
        .compose(redis -> isThePrimary(redis, check, step.runId())
            .compose(primary -> ask(redis, check, "keyspace"))
            .compose(OneOff::databases)
            .compose(databases -> new Sweep(redis, check, ring, own, databases).from(step.cursor()))
            .onComplete(done -> redis.close()));
  }

  private Future<RespConnection> connect(ProbeTarget target, Check check) {
    return new Connector(context, options, credentials).connect(target, check.remaining());
  }

  private static Future<Void> isThePrimary(RespConnection redis, Check check, String runId) {
    return ask(redis, check, "server")
        .compose(server -> sameProcess(server, runId))
        .compose(same -> redis.send(Request.cmd(Command.ROLE), check.remaining()))
        .compose(OneOff::isPrimary);
  }

  private static Future<InfoReply> ask(RespConnection redis, Check check, String section) {
    return redis
        .send(Request.cmd(Command.INFO).arg(section), check.remaining())
        .map(reply -> InfoReply.parse(List.of(reply)));
  }

  private static Future<Void> sameProcess(InfoReply server, String runId) {
    return server.runId().equals(runId) && !runId.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture("another process answers there now");
  }

  private static Future<Void> isPrimary(Response role) {
    boolean primary =
        RoleReply.parse(role).filter(told -> told.role() == Role.PRIMARY).isPresent();
    return primary
        ? Future.succeededFuture()
        : Future.failedFuture("it is no primary (expected: a shard of its own)");
  }

  private static Future<List<Integer>> databases(InfoReply keyspace) {
    return keyspace.keys() == Keys.UNKNOWN
        ? Future.failedFuture("it does not tell which databases hold keys (INFO keyspace)")
        : Future.succeededFuture(keyspace.databases());
  }

  private static Future<Void> isEmpty(InfoReply keyspace) {
    return keyspace.keys() == Keys.NONE
        ? Future.succeededFuture()
        : Future.failedFuture("it holds keys again: somebody writes to it");
  }
}
