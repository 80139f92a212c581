package io.redpoll.probe;

import io.redpoll.resp.Requests;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.Optional;

/**
 * What came of one command: a reply (null for nil) or a failure.
 *
 * @param reply the reply, null for nil and for a failure
 * @param failure the failure, null for a reply
 */
record Answer(Response reply, Throwable failure) {

  static Future<Answer> to(Future<Response> future) {
    return future.transform(done -> Future.succeededFuture(
        done.succeeded() ? new Answer(done.result(), null) : new Answer(null, done.cause())));
  }

  /** The server's own words, if it answered with an error. */
  Optional<String> error() {
    return failure == null ? Optional.empty() : Requests.errorReply(failure);
  }

  /** Whether there was no answer at all. */
  boolean isMissing() {
    return failure != null && error().isEmpty();
  }
}
