package io.redpoll.event;

import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers and publishes the events of the Services that this agent curates. Belongs to one context, that of the bridge.
 */
public final class EventPublisher {

  private final EventBus bus;
  private final String term;
  private final Map<ServiceId, Position> positions = new HashMap<>();
  private final Map<ServiceId, Long> resumed = new HashMap<>();
  private long reigns;

  /** Replaced as a whole, on the context; read from anywhere. */
  private volatile EventMetrics metrics = EventMetrics.NONE;

  /**
   * A publisher of one agent.
   *
   * @param bus where events go
   * @param term a word that no other agent and no earlier life of this one has used
   */
  public EventPublisher(EventBus bus, String term) {
    this.bus = bus;
    this.term = term;
  }

  /**
   * The numbers of a Service start anew, and its state goes on from one that another agent told: the first event says so, so
   * that whoever knows that state misses nothing and needs no snapshot.
   */
  public void resume(Snapshot snapshot) {
    resumed.put(snapshot.service(), snapshot.version());
  }

  /** Publishes events of one Service in order, on the address of all and on its own. */
  public void publish(List<HealthEvent> events) {
    for (HealthEvent event : events) {
      Position position = positionOf(event.service()).next();
      positions.put(event.service(), position);
      JsonObject json = EventJson.encode(event, position);
      Long after = resumed.remove(event.service());
      if (after != null) {
        json.put(EventJson.AFTER, after);
      }
      bus.publish(EventAddresses.EVENTS, json);
      bus.publish(EventAddresses.eventsOf(event.service()), json);
      metrics = metrics.with(event.type());
    }
  }

  /** What was published so far; may be asked on any thread. */
  public EventMetrics metrics() {
    return metrics;
  }

  /** Ends the numbering of a Service that is gone or that another agent curates now; if it comes back, a new term begins. */
  public void release(ServiceId service) {
    positions.remove(service);
    resumed.remove(service);
  }

  Position positionOf(ServiceId service) {
    return positions.computeIfAbsent(service, id -> new Position(term + "." + ++reigns, 0));
  }
}
