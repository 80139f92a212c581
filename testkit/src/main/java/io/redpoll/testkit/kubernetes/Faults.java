package io.redpoll.testkit.kubernetes;

import io.vertx.core.http.HttpServerRequest;

/** Comes before each answer of the API, to spoil it. */
@FunctionalInterface
public interface Faults {

  /** Spoils nothing. */
  Faults NONE = request -> false;

  /**
   * Takes a request over, or leaves it.
   *
   * <p>Called on the API's event loop after the token was checked, so it must not block. Who takes a request must answer it, hold
   * it, or break its connection.
   *
   * @return true if the request was taken; false to let the API answer it
   */
  boolean take(HttpServerRequest request);
}
