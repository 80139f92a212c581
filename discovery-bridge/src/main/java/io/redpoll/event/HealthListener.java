package io.redpoll.event;

import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;

/**
 * What a subscriber to health events implements. Calls come on the context of the subscription, one at a time.
 *
 * <p>For each Service the first call is a snapshot or the {@code service.added} event. After that come events in order,
 * without gaps; where messages were lost, a newer snapshot takes the place of the missing events.
 */
public interface HealthListener {

  /** The whole state of a Service: at the start, and wherever events were lost. */
  void onSnapshot(Snapshot snapshot);

  /** One change. */
  void onEvent(HealthEvent event);

  /** A Service turned out to be gone where events were lost, {@code service.removed} among them. */
  void onRemoved(ServiceId service);
}
