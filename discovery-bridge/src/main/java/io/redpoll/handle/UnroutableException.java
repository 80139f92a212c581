package io.redpoll.handle;

import io.redpoll.endpoint.ServiceId;

/** The command cannot be routed over a Service of this topology, or not by {@code send}: waiting does not help. */
public final class UnroutableException extends HandleException {

  private static final long serialVersionUID = 1;

  UnroutableException(ServiceId service, String message) {
    super(service, message, null);
  }
}
