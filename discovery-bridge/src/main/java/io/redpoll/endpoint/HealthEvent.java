package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One change of a Service, with what led to it.
 *
 * @param type what happened
 * @param service to which Service
 * @param version the version of the snapshot that has the change
 * @param epoch the epoch of that snapshot
 * @param endpoint the endpoint concerned, empty for an event of the whole Service
 * @param from what it was, empty if nothing
 * @param to what it is now, empty if nothing
 * @param at when it was agreed
 * @param cause what was seen, oldest first
 */
public record HealthEvent(
    EventType type,
    ServiceId service,
    long version,
    long epoch,
    Optional<Endpoint> endpoint,
    String from,
    String to,
    Instant at,
    List<Cause> cause) {

  public HealthEvent {
    requireNonNull(type, "type is null");
    requireNonNull(service, "service is null");
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(at, "at is null");
    cause = List.copyOf(cause);
  }

  /** What happened, with a type for each kind of news. */
  public Change change() {
    return Change.of(this);
  }

  /**
   * One link of the chain that led to an event.
   *
   * @param observer who saw it
   * @param at when
   * @param what what was seen, in words without secrets
   */
  public record Cause(String observer, Instant at, String what) {
    public Cause {
      requireNonNull(observer, "observer is null");
      requireNonNull(at, "at is null");
      requireNonNull(what, "what is null");
    }
  }
}
