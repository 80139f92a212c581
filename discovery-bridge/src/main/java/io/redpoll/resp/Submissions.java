package io.redpoll.resp;

import io.netty.channel.EventLoop;
import io.vertx.core.Completable;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The way into a connection: a command is refused here, or gets its place and goes onto the event loop, where one hop carries
 * all that other threads submitted meanwhile. Any thread.
 */
final class Submissions {

  private final EventLoop loop;
  private final Claims claims;
  private final Failures failures;
  private final Consumer<InFlight> target;
  private final Queue<InFlight> foreign = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean hopping = new AtomicBoolean();

  /** Submissions that come to {@code target} on {@code loop}, with their places claimed. */
  Submissions(EventLoop loop, Claims claims, Failures failures, Consumer<InFlight> target) {
    this.loop = loop;
    this.claims = claims;
    this.failures = failures;
    this.target = target;
  }

  /** Submits a command, as of {@link RespConnection#send}. */
  void submit(
      Request request,
      long now,
      long timeoutNanos,
      String confirmation,
      int confirmations,
      Completable<Response> caller) {
    int bytes = RequestEncoder.maxSize(request);
    if (timeoutNanos <= 0) {
      caller.fail(failures.spent(Requests.name(request)));
    } else if (!claims.claim(bytes)) {
      caller.fail(failures.busy(Requests.name(request), claims));
    } else {
      hop(entry(request, bytes, now, timeoutNanos, confirmation, confirmations, caller));
    }
  }

  /** Submits two, as of {@link RespConnection#sendBehind}. On the event loop. */
  void submitBoth(
      Request first, Request second, long now, long timeoutNanos, Completable<Response> caller) {
    int firstBytes = RequestEncoder.maxSize(first);
    int secondBytes = RequestEncoder.maxSize(second);
    if (timeoutNanos <= 0) {
      caller.fail(failures.spent(Requests.name(second)));
    } else if (!claims.claim(firstBytes)) {
      caller.fail(failures.busy(Requests.name(second), claims));
    } else if (!claims.claim(secondBytes)) {
      claims.release(firstBytes);
      caller.fail(failures.busy(Requests.name(second), claims));
    } else {
      hop(entry(first, firstBytes, now, timeoutNanos, "", 0, (reply, failure) -> {}));
      hop(entry(second, secondBytes, now, timeoutNanos, "", 0, caller));
    }
  }

  private static InFlight entry(
      Request request,
      int bytes,
      long now,
      long timeoutNanos,
      String confirmation,
      int confirmations,
      Completable<Response> caller) {
    return new InFlight(
        request,
        caller,
        bytes,
        timeoutNanos == CommandQueue.NEVER ? timeoutNanos : now + timeoutNanos,
        (int) Math.min(TimeUnit.NANOSECONDS.toMillis(timeoutNanos), Integer.MAX_VALUE),
        confirmation,
        confirmations);
  }

  private void hop(InFlight entry) {
    try {
      if (loop.inEventLoop()) {
        target.accept(entry);
        return;
      }
      foreign.add(entry);
      if (hopping.compareAndSet(false, true)) {
        loop.execute(this::arrive);
      }
    } catch (RejectedExecutionException e) {
      // Through the entry, which its connection may also have by now.
      entry.fail(failures.vertxClosed(entry.name()));
    }
  }

  private void arrive() {
    // First the flag, then the queue: what is added behind this sees the flag down and hops anew.
    hopping.set(false);
    for (InFlight entry = foreign.poll(); entry != null; entry = foreign.poll()) {
      target.accept(entry);
    }
  }
}
