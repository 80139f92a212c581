package io.redpoll.agent;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The options of an agent: immutable, with a default for each, and without secrets (a password is the name of a file).
 * All of them stand in {@code conf/redpoll.json}.
 */
public final class AgentOptions {

  /** Only what differs from the defaults. The reader put each value under the key that it fits. */
  private final Map<Key<?>, Object> values;

  AgentOptions(Map<Key<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** The defaults. */
  public AgentOptions() {
    this(Map.of());
  }

  /**
   * The defaults, changed by what {@code json} has, which is shaped as {@code conf/redpoll.json} is.
   *
   * @throws IllegalArgumentException if anything in it is unknown or wrong; the message names all of it
   */
  public AgentOptions(JsonObject json) {
    this(checked(json));
  }

  /** The value of {@code key}, or its default. */
  <T> T get(Key<T> key) {
    @SuppressWarnings("unchecked")
    T value = (T) values.getOrDefault(key, key.fallback());
    return value;
  }

  /** Every option, as it would stand in {@code conf/redpoll.json}. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    Keys.all().forEach(key -> put(json, key));
    return json;
  }

  private <T> void put(JsonObject json, Key<T> key) {
    int dot = key.path().indexOf('.');
    Object value = key.kind().toJson().apply(get(key));
    if (dot < 0) {
      json.put(key.path(), value);
      return;
    }
    String group = key.path().substring(0, dot);
    if (!json.containsKey(group)) {
      json.put(group, new JsonObject());
    }
    json.getJsonObject(group).put(key.path().substring(dot + 1), value);
  }

  private static Map<Key<?>, Object> checked(JsonObject json) {
    OptionsReader reader = new OptionsReader();
    reader.json(json, "the given JSON");
    List<Problem> problems = reader.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          problems.stream().map(Problem::text).collect(Collectors.joining("; ")));
    }
    return reader.values();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AgentOptions options && toJson().equals(options.toJson());
  }

  @Override
  public int hashCode() {
    return new HashMap<>(toJson().getMap()).hashCode();
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
