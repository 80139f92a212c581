package io.redpoll.handle;

import io.redpoll.endpoint.ServiceId;

/** The command was sent and its reply was lost: it ran, or it did not. Only the application can find out. */
public final class OutcomeUnknownException extends HandleException {

  private static final long serialVersionUID = 1;

  OutcomeUnknownException(ServiceId service, String message, Throwable cause) {
    super(service, message, cause);
  }

  @Override
  public boolean outcomeUnknown() {
    return true;
  }
}
