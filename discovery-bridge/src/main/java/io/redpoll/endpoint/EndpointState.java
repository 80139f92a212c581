package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

/**
 * An endpoint with what is agreed about it.
 *
 * @param endpoint the endpoint
 * @param status its agreed state
 * @param role its role, as it says itself
 * @param fenced whether it claims to be primary and is not: it gets no commands
 * @param reason why it is not UP, in words without secrets and without figures that change from check to check; empty if
 *     it is UP
 */
public record EndpointState(
    Endpoint endpoint, Status status, Role role, boolean fenced, String reason) {

  public EndpointState {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(status, "status is null");
    requireNonNull(role, "role is null");
    requireNonNull(reason, "reason is null");
  }

  /** The identity of the endpoint. */
  public EndpointId id() {
    return endpoint.id();
  }

  /** Whether a handle may send it new commands. */
  public boolean usable() {
    return status.usable() && !fenced && role != Role.SENTINEL;
  }
}
