package io.redpoll.agent.chaos;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.event.HealthListener;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** What a subscriber is told, and whether each event goes on from where the one before ended. For any thread. */
final class Account implements HealthListener {

  /** What was told of one endpoint. */
  private record Told(Endpoint endpoint, String status) {

    boolean isDown() {
      return status.equals(Status.DOWN.name());
    }
  }

  private final Map<ServiceId, Map<EndpointId, Told>> services = new HashMap<>();
  private final Map<ServiceId, Long> changes = new HashMap<>();
  private final JsonArray unexplained = new JsonArray();
  private final JsonArray downs = new JsonArray();
  private long events;
  private long snapshots;

  @Override
  public synchronized void onSnapshot(Snapshot snapshot) {
    snapshots++;
    changes.merge(snapshot.service(), 1L, Long::sum);
    Map<EndpointId, Told> before = services.getOrDefault(snapshot.service(), Map.of());
    Map<EndpointId, Told> endpoints = new HashMap<>();
    for (EndpointState state : snapshot.endpoints()) {
      Told told = new Told(state.endpoint(), state.status().name());
      endpoints.put(state.endpoint().id(), told);
      Told known = before.get(state.endpoint().id());
      if (known != null && !known.isDown() && told.isDown()) {
        down(state.endpoint(), Instant.now(), state.reason());
      }
    }
    services.put(snapshot.service(), endpoints);
  }

  @Override
  public synchronized void onRemoved(ServiceId service) {
    services.remove(service);
  }

  @Override
  public synchronized void onEvent(HealthEvent event) {
    events++;
    changes.merge(event.service(), 1L, Long::sum);
    Map<EndpointId, Told> endpoints =
        services.computeIfAbsent(event.service(), any -> new HashMap<>());
    event.endpoint().ifPresent(endpoint -> apply(event, endpoint, endpoints));
  }

  /** A number for the time during which all of {@code service} is known to be down; empty if it is not. */
  synchronized OptionalLong downtime(ServiceId service) {
    Map<EndpointId, Told> endpoints = services.getOrDefault(service, Map.of());
    boolean down = !endpoints.isEmpty() && endpoints.values().stream().allMatch(Told::isDown);
    return down ? OptionalLong.of(changes.getOrDefault(service, 0L)) : OptionalLong.empty();
  }

  synchronized JsonObject report() {
    JsonObject states = new JsonObject();
    services.forEach((service, endpoints) -> endpoints.forEach((id, told) -> states.put(
        service + " " + told.endpoint().pod(), told.endpoint().address() + " " + told.status())));
    return new JsonObject()
        .put("events", events)
        .put("snapshots", snapshots)
        .put("states", states)
        .put("downs", downs.copy())
        .put("unexplained", unexplained.copy());
  }

  private void apply(HealthEvent event, Endpoint endpoint, Map<EndpointId, Told> endpoints) {
    Told before = endpoints.get(endpoint.id());
    switch (event.type()) {
      case ENDPOINT_LEFT -> {
        explain(event, before == null ? null : before.status(), event.from());
        endpoints.remove(endpoint.id());
      }
      case ENDPOINT_JOINED -> {
        if (before != null) {
          unexplained.add(event.type().wireName() + " of " + endpoint.id() + ", which was known");
        }
        endpoints.put(endpoint.id(), new Told(endpoint, Status.UNKNOWN.name()));
      }
      case ENDPOINT_RESTARTED -> {
        // A new process in the same pod, or a new pod in the place of the one of that name.
        if (before == null) {
          endpoints.values().removeIf(told -> told.endpoint().shard().equals(endpoint.shard()));
          endpoints.put(endpoint.id(), new Told(endpoint, Status.UNKNOWN.name()));
        }
      }
      case ENDPOINT_UP,
          ENDPOINT_DOWN,
          ENDPOINT_DEGRADED,
          ENDPOINT_DRAINING,
          ENDPOINT_UNREACHABLE -> {
        explain(event, before == null ? null : before.status(), event.from());
        Told told = new Told(endpoint, event.to());
        endpoints.put(endpoint.id(), told);
        if (told.isDown()) {
          down(endpoint, event.at(), event.cause().toString());
        }
      }
      default -> {
        // Of no endpoint's status.
      }
    }
  }

  private void down(Endpoint endpoint, Instant at, String cause) {
    downs.add(new JsonObject()
        .put("pod", endpoint.pod())
        .put("at", at.toEpochMilli())
        .put("cause", cause));
  }

  private void explain(HealthEvent event, String known, String from) {
    if (!Objects.equals(known, from)) {
      unexplained.add(event.type().wireName() + " " + event.service() + " from " + from + " to "
          + event.to() + ", known was " + known);
    }
  }
}
