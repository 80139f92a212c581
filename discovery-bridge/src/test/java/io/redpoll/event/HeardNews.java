package io.redpoll.event;

import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import java.util.Collection;

/** Writes down what a subscriber hears, in its order: snapshots, events, and the Services that are gone. */
record HeardNews(Collection<Object> heard) implements HealthListener {

  @Override
  public void onSnapshot(Snapshot snapshot) {
    heard.add(snapshot);
  }

  @Override
  public void onEvent(HealthEvent event) {
    heard.add(event);
  }

  @Override
  public void onRemoved(ServiceId service) {
    heard.add(service);
  }
}
