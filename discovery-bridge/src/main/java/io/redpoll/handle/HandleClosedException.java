package io.redpoll.handle;

import io.redpoll.endpoint.ServiceId;

/** The handle was closed before the command was sent. */
public final class HandleClosedException extends HandleException {

  private static final long serialVersionUID = 1;

  HandleClosedException(ServiceId service) {
    super(service, "the handle is closed: make another one", null);
  }
}
