package io.redpoll.probe;

import io.redpoll.endpoint.SweepStep;
import io.redpoll.resp.RespConnection;
import io.redpoll.ring.HashRing;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A bounded part of a walk over the keys of a process: deletes those that by the ring are another shard's.
 *
 * <p>What is there from the start of a walk to its end is seen, whatever comes and goes meanwhile (the guarantee of
 * <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>), and all that it needs to go on is its cursor.
 */
final class Sweep {

  /** So that the server answers others within the millisecond, too. */
  private static final int SCAN_COUNT = 1_000;

  /** A step is as long as a ring may be out of date in it. */
  private static final int MAX_KEYS = 10_000;

  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RespConnection redis;
  private final Check check;
  private final HashRing ring;
  private final int own;
  private final List<Integer> databases;
  private int selected;
  private int seen;

  /**
   * A part that is not begun. The connection is at database 0.
   *
   * @param own the index of the shard in the ring
   * @param databases those that hold keys, ascending
   */
  Sweep(RespConnection redis, Check check, HashRing ring, int own, List<Integer> databases) {
    this.redis = redis;
    this.check = check;
    this.ring = ring;
    this.own = own;
    this.databases = databases;
  }

  /** Walks from {@code cursor}; the cursor to go on from, {@link SweepStep#START} if the walk is over. */
  Future<String> from(String cursor) {
    return SweepCursor.parse(cursor, databases)
        .map(this::walk)
        .orElse(Future.succeededFuture(SweepStep.START));
  }

  private Future<String> walk(SweepCursor here) {
    return select(here.database())
        .compose(
            in -> send(Request.cmd(Command.SCAN).arg(here.cursor()).arg("COUNT").arg(SCAN_COUNT)))
        .compose(page -> isPage(page)
            ? unlink(page.get(1))
                .compose(gone -> goOn(here.then(page.get(0).toString(), databases)))
            : Future.failedFuture("it answers SCAN with " + Words.describe(page)
                + " (expected: a cursor and a list of keys)"));
  }

  private Future<String> goOn(Optional<SweepCursor> next) {
    boolean enough = seen >= MAX_KEYS || check.elapsed() >= MAX_NANOS;
    return next.isPresent() && !enough
        ? walk(next.get())
        : Future.succeededFuture(next.map(SweepCursor::toString).orElse(SweepStep.START));
  }

  private static boolean isPage(Response page) {
    return page != null
        && page.isArray()
        && page.size() == 2
        && page.get(0) != null
        && page.get(1) != null
        && page.get(1).isArray();
  }

  private Future<Void> select(int database) {
    if (database == selected) {
      return Future.succeededFuture();
    }
    selected = database;
    return send(Request.cmd(Command.SELECT).arg(database)).mapEmpty();
  }

  private Future<Void> unlink(Response keys) {
    seen += keys.size();
    List<byte[]> foreign = new ArrayList<>();
    for (Response key : keys) {
      byte[] bytes = key.toBytes();
      if (ring.indexOf(bytes) != own) {
        foreign.add(bytes);
      }
    }
    if (foreign.isEmpty()) {
      return Future.succeededFuture();
    }
    Request unlink = Request.cmd(Command.UNLINK);
    foreign.forEach(unlink::arg);
    return send(unlink).mapEmpty();
  }

  private Future<Response> send(Request request) {
    return redis.send(request, check.remaining());
  }
}
