package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * An endpoint with what is agreed about it.
 *
 * @param endpoint the endpoint
 * @param status its agreed state
 * @param role its role, as it says itself
 * @param fenced whether it claims to be primary and is not: it gets no commands
 * @param reason why it is not UP, in words without secrets and without figures that change from check to check; empty if
 *     it is UP
 * @param unreachableFrom the nodes from which an UNREACHABLE endpoint cannot be reached, sorted, by name (of an agent that
 *     does not know its node, the agent's name); empty for any other status
 */
public record EndpointState(
    Endpoint endpoint,
    Status status,
    Role role,
    boolean fenced,
    String reason,
    List<String> unreachableFrom) {

  public EndpointState {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(status, "status is null");
    requireNonNull(role, "role is null");
    requireNonNull(reason, "reason is null");
    unreachableFrom = List.copyOf(unreachableFrom);
  }

  /** Of an endpoint that is the same from everywhere. */
  public EndpointState(Endpoint endpoint, Status status, Role role, boolean fenced, String reason) {
    this(endpoint, status, role, fenced, reason, List.of());
  }

  /** The identity of the endpoint. */
  public EndpointId id() {
    return endpoint.id();
  }

  /** Whether a handle may send it new commands, wherever the handle is. */
  public boolean usable() {
    return status.usable() && !fenced && role != Role.SENTINEL;
  }

  /**
   * Whether a handle on {@code node} may send it new commands. An UNREACHABLE endpoint is alive: only those that are known
   * not to reach it avoid it.
   *
   * @param node the node's name, empty if unknown
   */
  public boolean usableFrom(String node) {
    boolean alive = status == Status.UNREACHABLE && !fenced && role != Role.SENTINEL;
    return usable() || (alive && !unreachableFrom.contains(node));
  }
}
