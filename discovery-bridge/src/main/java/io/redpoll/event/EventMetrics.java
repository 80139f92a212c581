package io.redpoll.event;

import io.redpoll.endpoint.EventType;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was announced since the start of an agent. It only grows.
 *
 * @param published events by type; a type that never came is not in it
 */
public record EventMetrics(Map<EventType, Long> published) {

  /** Nothing announced yet. */
  public static final EventMetrics NONE = new EventMetrics(Map.of());

  public EventMetrics {
    published = Map.copyOf(published);
  }

  EventMetrics with(EventType type) {
    Map<EventType, Long> next = new EnumMap<>(EventType.class);
    next.putAll(published);
    next.merge(type, 1L, Long::sum);
    return new EventMetrics(next);
  }
}
