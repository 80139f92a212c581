package io.redpoll.registry;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The one mapping between a {@link Snapshot} and its JSON, as it stands in service records and in answers to
 * {@code redpoll.snapshot}.
 *
 * <p>Reading is lenient to what a newer agent may add: unknown fields are left out, unknown words become UNKNOWN. What is
 * missing or of the wrong type is an {@link IllegalArgumentException} that names it.
 */
public final class SnapshotJson {

  /** The version of the schema, in the field {@code v}. */
  public static final int SCHEMA_VERSION = 1;

  private SnapshotJson() {}

  /** Writes a snapshot. */
  public static JsonObject encode(Snapshot snapshot) {
    JsonObject json = new JsonObject()
        .put("v", SCHEMA_VERSION)
        .put("service", snapshot.service().toString())
        .put("version", snapshot.version())
        .put("epoch", snapshot.epoch())
        .put("topology", snapshot.topology().label())
        .put("settings", encode(snapshot.settings()));
    snapshot.primary().ifPresent(id -> json.put("primary", id.toString()));
    JsonArray endpoints = new JsonArray();
    snapshot.endpoints().forEach(state -> endpoints.add(encode(state)));
    json.put("ring", new JsonArray(snapshot.ring()));
    if (!snapshot.leftovers().isEmpty()) {
      JsonObject leftovers = new JsonObject();
      new TreeMap<>(snapshot.leftovers())
          .forEach((shard, of) -> leftovers.put(shard, new JsonArray(of)));
      json.put("leftovers", leftovers);
    }
    if (!snapshot.swept().isEmpty()) {
      JsonObject swept = new JsonObject();
      new TreeMap<>(snapshot.swept()).forEach(swept::put);
      json.put("swept", swept);
    }
    return json.put("endpoints", endpoints);
  }

  /** Writes the state of one endpoint. */
  public static JsonObject encode(EndpointState state) {
    Endpoint endpoint = state.endpoint();
    return EndpointJson.encode(endpoint)
        .put("ready", endpoint.conditions().ready())
        .put("serving", endpoint.conditions().serving())
        .put("terminating", endpoint.conditions().terminating())
        .put("status", state.status().name())
        .put("role", state.role().label())
        .put("fenced", state.fenced())
        .put("reason", state.reason())
        .put("unreachableFrom", new JsonArray(state.unreachableFrom()));
  }

  private static JsonObject encode(ServiceSettings settings) {
    return new JsonObject()
        .put("topology", settings.topology().label())
        .put("mode", settings.mode().label())
        .put("tls", settings.tls())
        .put("credentials", settings.credentials());
  }

  /** Reads what {@link #encode(Snapshot)} wrote, here or in another version of Redpoll. */
  public static Snapshot decode(JsonObject json) {
    try {
      return read(json);
    } catch (ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException(
          "snapshot: a field is missing or of the wrong type (expected: the schema of"
              + " redpoll records, v " + SCHEMA_VERSION + ")",
          e);
    }
  }

  private static Snapshot read(JsonObject json) {
    List<EndpointState> endpoints = new ArrayList<>();
    JsonArray states = json.getJsonArray("endpoints");
    for (int i = 0; i < states.size(); i++) {
      endpoints.add(readState(states.getJsonObject(i)));
    }
    Map<String, List<String>> leftovers = new HashMap<>();
    JsonObject byShard = json.getJsonObject("leftovers", new JsonObject());
    byShard.fieldNames().forEach(shard -> leftovers.put(shard, words(byShard.getJsonArray(shard))));
    Map<String, String> swept = new HashMap<>();
    JsonObject processes = json.getJsonObject("swept", new JsonObject());
    processes.fieldNames().forEach(shard -> swept.put(shard, processes.getString(shard)));
    return new Snapshot(
        ServiceId.parse(json.getString("service")),
        readSettings(json.getJsonObject("settings")),
        json.getLong("version"),
        json.getLong("epoch"),
        word(Topology.class, json.getString("topology"), Topology.UNKNOWN),
        Optional.ofNullable(json.getString("primary")).map(EndpointId::parse),
        words(json.getJsonArray("ring")),
        leftovers,
        swept,
        endpoints);
  }

  private static EndpointState readState(JsonObject json) {
    EndpointConditions conditions = new EndpointConditions(
        json.getBoolean("ready"), json.getBoolean("serving"), json.getBoolean("terminating"));
    return new EndpointState(
        EndpointJson.decode(json, conditions),
        word(Status.class, json.getString("status"), Status.UNKNOWN),
        word(Role.class, json.getString("role"), Role.UNKNOWN),
        json.getBoolean("fenced"),
        json.getString("reason"),
        words(json.getJsonArray("unreachableFrom", new JsonArray())));
  }

  private static ServiceSettings readSettings(JsonObject json) {
    return new ServiceSettings(
        word(Topology.class, json.getString("topology"), Topology.UNKNOWN),
        word(Mode.class, json.getString("mode"), Mode.STORE),
        json.getBoolean("tls"),
        json.getString("credentials"));
  }

  private static List<String> words(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }

  private static <E extends Enum<E>> E word(Class<E> type, String text, E unknown) {
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(text.toUpperCase(Locale.ROOT))) {
        return value;
      }
    }
    return unknown;
  }
}
