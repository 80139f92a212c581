package io.redpoll.agent.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks one question at a time, and shares its answer for a moment: however many clients ask this port, the agents are
 * asked a few times a second at most. Belongs to the context of the admin port.
 */
final class Gathering<T> {

  private static final long SHARED_NANOS = 250_000_000;

  private final Context context;
  private final LongSupplier nanoTime;
  private final Supplier<Future<T>> question;
  private Optional<Future<T>> answer = Optional.empty();
  private long askedAt;

  Gathering(Context context, LongSupplier nanoTime, Supplier<Future<T>> question) {
    this.context = context;
    this.nanoTime = nanoTime;
    this.question = question;
  }

  /** The answer, on the context of the admin port. */
  Future<T> ask() {
    long now = nanoTime.getAsLong();
    boolean shared = answer
        .filter(last -> !last.isComplete() || now - askedAt < SHARED_NANOS)
        .isPresent();
    if (!shared) {
      askedAt = now;
      answer = Optional.of(onContext(question.get()));
    }
    return answer.orElseThrow();
  }

  private Future<T> onContext(Future<T> elsewhere) {
    return Future.future(
        done -> elsewhere.onComplete(result -> context.runOnContext(turn -> done.handle(result))));
  }
}
