package io.redpoll.handle;

import static java.util.Objects.requireNonNull;

import io.redpoll.endpoint.ServiceId;

/**
 * A handle could not have a command done. (An error reply of Redis itself comes as the stock client's own type.)
 *
 * <p>The message names the Service, what was known of it, and what to do. There is no stack trace, since it tells of pods
 * and not of code.
 */
public abstract sealed class HandleException extends RuntimeException
    permits UnroutableException,
        UnavailableException,
        OutcomeUnknownException,
        HandleClosedException {

  private static final long serialVersionUID = 1;

  private final transient ServiceId service;

  HandleException(ServiceId service, String message, Throwable cause) {
    super("Service " + service + ": " + message, cause, false, false);
    this.service = requireNonNull(service, "service is null");
  }

  /** The Service of the handle. */
  public final ServiceId service() {
    return service;
  }

  /** Whether the command may have run all the same. If not, it is safe to try again. */
  public boolean outcomeUnknown() {
    return false;
  }
}
