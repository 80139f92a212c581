package io.redpoll.endpoint;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of health events. */
public enum EventType {
  SERVICE_ADDED("service.added"),
  SERVICE_REMOVED("service.removed"),
  SERVICE_UP("service.up"),
  SERVICE_DEGRADED("service.degraded"),
  SERVICE_DOWN("service.down"),
  ENDPOINT_JOINED("endpoint.joined"),
  ENDPOINT_LEFT("endpoint.left"),
  ENDPOINT_RESTARTED("endpoint.restarted"),
  ENDPOINT_UP("endpoint.up"),
  ENDPOINT_DOWN("endpoint.down"),
  ENDPOINT_DEGRADED("endpoint.degraded"),
  ENDPOINT_DRAINING("endpoint.draining"),
  ENDPOINT_UNREACHABLE("endpoint.unreachable"),
  PRIMARY_CHANGED("primary.changed"),
  PRIMARY_SPLIT("primary.split"),
  PRIMARY_EMPTIED("primary.emptied"),
  SHARD_EMPTIED("shard.emptied"),
  SHARD_EXCLUDED("shard.excluded"),
  SHARD_SWEPT("shard.swept"),
  SHARD_UNSWEPT("shard.unswept"),
  TOPOLOGY_CHANGED("topology.changed"),
  ROLE_MISMATCH("role.mismatch"),
  CONFIG_INVALID("config.invalid");

  private static final Map<String, EventType> BY_WIRE_NAME = Arrays.stream(values())
      .collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  /** The word in the JSON of an event, {@code endpoint.down} for instance. */
  public String wireName() {
    return wireName;
  }

  /** The type with this wire name; empty for one that a newer agent knows and this one does not. */
  public static Optional<EventType> ofWireName(String wireName) {
    return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
  }
}
