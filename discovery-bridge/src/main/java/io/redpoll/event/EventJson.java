package io.redpoll.event;

import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.registry.EndpointJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one mapping between a {@link HealthEvent} and its JSON on the bus.
 *
 * <p>Reading is lenient to fields that a newer agent may add. What is missing or of the wrong type is an
 * {@link IllegalArgumentException}.
 */
public final class EventJson {

  static final int SCHEMA_VERSION = 1;

  /** Of the first event of a term: the version of the state, told by the curator before, from which this one goes on. */
  static final String AFTER = "after";

  private EventJson() {}

  static JsonObject encode(HealthEvent event, Position position) {
    return encode(event).put("term", position.term()).put("seq", position.seq());
  }

  /** Writes an event as it is on the bus, but without {@code term} and {@code seq}, which number it there. */
  public static JsonObject encode(HealthEvent event) {
    JsonObject json = new JsonObject()
        .put("v", SCHEMA_VERSION)
        .put("type", event.type().wireName())
        .put("service", event.service().toString())
        .put("version", event.version())
        .put("epoch", event.epoch());
    event.endpoint().ifPresent(endpoint -> json.put("endpoint", EndpointJson.encode(endpoint)));
    JsonArray cause = new JsonArray();
    event.cause().forEach(link -> cause.add(encode(link)));
    return json.put("from", event.from())
        .put("to", event.to())
        .put("at", event.at().toString())
        .put("cause", cause);
  }

  private static JsonObject encode(Cause link) {
    return new JsonObject()
        .put("by", link.observer())
        .put("at", link.at().toString())
        .put("what", link.what());
  }

  /** Reads an event; empty if its type is one that only a newer Redpoll knows. */
  static Optional<HealthEvent> decode(JsonObject json) {
    try {
      return EventType.ofWireName(json.getString("type")).map(type -> read(type, json));
    } catch (ClassCastException | NullPointerException | DateTimeException e) {
      throw new IllegalArgumentException(
          "event: a field is missing or of the wrong type (expected:"
              + " the schema of redpoll events, v " + SCHEMA_VERSION + ")",
          e);
    }
  }

  private static HealthEvent read(EventType type, JsonObject json) {
    List<Cause> cause = new ArrayList<>();
    JsonArray links = json.getJsonArray("cause");
    for (int i = 0; i < links.size(); i++) {
      JsonObject link = links.getJsonObject(i);
      cause.add(new Cause(
          link.getString("by"), Instant.parse(link.getString("at")), link.getString("what")));
    }
    HealthEvent event = new HealthEvent(
        type,
        ServiceId.parse(json.getString("service")),
        json.getLong("version"),
        json.getLong("epoch"),
        Optional.ofNullable(json.getJsonObject("endpoint"))
            .map(endpoint -> EndpointJson.decode(endpoint, EndpointConditions.READY)),
        json.getString("from"),
        json.getString("to"),
        Instant.parse(json.getString("at")),
        cause);
    // Fails here, for an event that would fail a subscriber later.
    event.change();
    return event;
  }
}
