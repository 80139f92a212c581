package io.redpoll.agent.chaos;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.handle.HandleException;
import io.redpoll.handle.RedisHandle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts in one Service, one INCR after the other, and keeps the books: what was acknowledged, what may have happened, what did
 * not. A command that began and ended while all of the Service was known to be down must not have been sent.
 */
final class Counter {

  private static final long PAUSE_MILLIS = 50;

  private final Vertx vertx;
  private final RedisHandle handle;
  private final Account account;
  private final ServiceId service;
  private final String key;
  private final Promise<Void> stopped = Promise.promise();
  private volatile boolean stopping;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong sentToTheDown = new AtomicLong();
  private final AtomicLong last = new AtomicLong();

  Counter(Vertx vertx, RedisHandle handle, Account account, ServiceId service, String key) {
    this.vertx = vertx;
    this.handle = handle;
    this.account = account;
    this.service = service;
    this.key = key;
  }

  void start() {
    vertx.runOnContext(now -> round());
  }

  /** Done when the last command has ended. */
  Future<Void> stop() {
    stopping = true;
    return stopped.future();
  }

  JsonObject report() {
    return new JsonObject()
        .put("service", service.toString())
        .put("key", key)
        .put("acknowledged", acknowledged.get())
        .put("unknown", unknown.get())
        .put("failed", failed.get())
        .put("last", last.get())
        .put("sentToTheDown", sentToTheDown.get());
  }

  private void round() {
    if (stopping) {
      stopped.tryComplete();
      return;
    }
    OptionalLong before = account.downtime(service);
    handle.send(Request.cmd(Command.INCR).arg(key)).onComplete(done -> {
      if (done.succeeded()) {
        counted(done.result());
      } else {
        failed(done.cause(), before.isPresent() && before.equals(account.downtime(service)));
      }
      vertx.setTimer(PAUSE_MILLIS, id -> round());
    });
  }

  private void counted(Response reply) {
    acknowledged.incrementAndGet();
    last.set(reply.toLong());
  }

  private void failed(Throwable e, boolean down) {
    if (e instanceof HandleException ours && !ours.outcomeUnknown()) {
      failed.incrementAndGet();
      return;
    }
    unknown.incrementAndGet();
    if (down) {
      sentToTheDown.incrementAndGet();
    }
  }
}
