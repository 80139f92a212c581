package io.redpoll.testkit.kubernetes;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;

/** What is waited for, by ordinal. It belongs to the API's context. */
final class Awaited<T> {

  private final Map<Integer, Promise<T>> promises = new HashMap<>();

  /** The next outcome for this ordinal. */
  Future<T> next(int ordinal) {
    return promises.computeIfAbsent(ordinal, absent -> Promise.promise()).future();
  }

  /** Tells those who wait for this ordinal, if any do. */
  void complete(int ordinal, T outcome) {
    Promise<T> promise = promises.remove(ordinal);
    if (promise != null) {
      promise.complete(outcome);
    }
  }

  /** Tells those who wait for this ordinal, if any do. */
  void fail(int ordinal, Throwable failure) {
    Promise<T> promise = promises.remove(ordinal);
    if (promise != null) {
      promise.fail(failure);
    }
  }
}
