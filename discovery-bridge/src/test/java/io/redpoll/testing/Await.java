package io.redpoll.testing;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waiting on JUnit's threads, with a ceiling that only a broken test reaches. */
public final class Await {

  private static final long CEILING_SECONDS = 20;

  private Await() {}

  /** The result of a future. */
  public static <T> T result(Future<T> future) throws TimeoutException {
    return future.await(CEILING_SECONDS, TimeUnit.SECONDS);
  }

  /** The failure of a future; a {@link TimeoutException} if it does not complete, null if it succeeds. */
  public static Throwable failure(Future<?> future) {
    return catchThrowable(() -> future.await(CEILING_SECONDS, TimeUnit.SECONDS));
  }

  /** Returns when the condition holds. */
  public static void until(Vertx vertx, BooleanSupplier condition) throws TimeoutException {
    Promise<Void> holds = Promise.promise();
    long timer = vertx.setPeriodic(2, id -> {
      if (condition.getAsBoolean()) {
        holds.tryComplete();
      }
    });
    try {
      result(holds.future());
    } finally {
      vertx.cancelTimer(timer);
    }
  }
}
