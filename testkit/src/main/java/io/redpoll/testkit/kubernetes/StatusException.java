package io.redpoll.testkit.kubernetes;

/** Ends the reading of a request that is answered by a {@link ApiStatus}; it goes no further than the request's handler. */
final class StatusException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient ApiStatus status;

  StatusException(ApiStatus status) {
    super(status.message(), null, false, false);
    this.status = status;
  }

  ApiStatus status() {
    return status;
  }
}
