package io.redpoll.health;

import static java.util.Objects.requireNonNull;

import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * What the judge hands on when something changed.
 *
 * @param service the Service concerned
 * @param snapshot its state now; empty if the Service is gone
 * @param events what changed since the verdict before, in order
 */
public record Verdict(ServiceId service, Optional<Snapshot> snapshot, List<HealthEvent> events) {
  public Verdict {
    requireNonNull(service, "service is null");
    requireNonNull(snapshot, "snapshot is null");
    events = List.copyOf(events);
  }
}
