package io.redpoll.handle;

import io.redpoll.endpoint.ServiceId;

/**
 * The deadline passed before an endpoint took the command, or answered a command that may be repeated without harm; or the
 * connection of one's own leads to a shard that the key has left.
 */
public final class UnavailableException extends HandleException {

  private static final long serialVersionUID = 1;

  UnavailableException(ServiceId service, String message, Throwable cause) {
    super(service, message, cause);
  }
}
