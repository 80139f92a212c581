package io.redpoll.handle;

import static java.util.stream.Collectors.joining;

import io.redpoll.endpoint.ServiceId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** {@link RedisHandleOptions} from JSON and to it. */
final class RedisHandleOptionsJson {

  private static final Map<String, BiConsumer<RedisHandleOptions, Object>> READERS = readers();

  private RedisHandleOptionsJson() {}

  private static Map<String, BiConsumer<RedisHandleOptions, Object>> readers() {
    Map<String, BiConsumer<RedisHandleOptions, Object>> readers = new TreeMap<>();
    readers.put("service", (options, value) -> options.setService(text("service", value)));
    readers.put("readFrom", (options, value) -> options.setReadFrom(readFrom(value)));
    readers.put("maxLag", (options, value) -> options.setMaxLag(millis("maxLag", value)));
    readers.put("deadline", (options, value) -> options.setDeadline(millis("deadline", value)));
    readers.put(
        "connectTimeout",
        (options, value) -> options.setConnectTimeout(millis("connectTimeout", value)));
    readers.put(
        "maxWaiting", (options, value) -> options.setMaxWaiting(count("maxWaiting", value)));
    readers.put("node", (options, value) -> options.setNode(text("node", value)));
    readers.put("zone", (options, value) -> options.setZone(text("zone", value)));
    readers.put(
        "tlsServerName",
        (options, value) -> options.setTlsServerName(text("tlsServerName", value)));
    readers.put(
        "tlsCaFile", (options, value) -> options.setTlsCaFile(Path.of(text("tlsCaFile", value))));
    readers.put("credentials", RedisHandleOptionsJson::readCredentials);
    return readers;
  }

  static void read(JsonObject json, RedisHandleOptions options) {
    for (String key : json.fieldNames()) {
      BiConsumer<RedisHandleOptions, Object> reader = READERS.get(key);
      if (reader == null) {
        throw new IllegalArgumentException(
            "option: " + key + " (expected one of: " + String.join(", ", READERS.keySet()) + ")");
      }
      reader.accept(options, json.getValue(key));
    }
  }

  static JsonObject write(RedisHandleOptions options) {
    JsonObject credentials = new JsonObject();
    options.getCredentials().forEach((name, value) -> {
      if (value.inFile()) {
        credentials.put(name, value.toJson());
      }
    });
    JsonObject json = new JsonObject()
        .put("readFrom", options.getReadFrom().name())
        .put("deadline", options.getDeadline().toMillis())
        .put("connectTimeout", options.getConnectTimeout().toMillis())
        .put("maxWaiting", options.getMaxWaiting())
        .put("node", options.getNode())
        .put("zone", options.getZone())
        .put("tlsServerName", options.getTlsServerName())
        .put("credentials", credentials);
    options.getMaxLag().ifPresent(lag -> json.put("maxLag", lag.toMillis()));
    options.getService().map(ServiceId::toString).ifPresent(text -> json.put("service", text));
    options.getTlsCaFile().ifPresent(file -> json.put("tlsCaFile", file.toString()));
    return json;
  }

  private static void readCredentials(RedisHandleOptions options, Object value) {
    JsonObject entries = object("credentials", value);
    for (String name : entries.fieldNames()) {
      options.addCredentials(
          name, Credentials.fromJson(name, object("credentials." + name, entries.getValue(name))));
    }
  }

  private static ReadFrom readFrom(Object value) {
    String text = text("readFrom", value);
    return Arrays.stream(ReadFrom.values())
        .filter(each -> each.name().equals(text))
        .findFirst()
        .orElseThrow(() -> wrong(
            "readFrom",
            value,
            "one of " + Arrays.stream(ReadFrom.values()).map(Enum::name).collect(joining(", "))));
  }

  private static Duration millis(String key, Object value) {
    return Duration.ofMillis(integer(key, value));
  }

  private static int count(String key, Object value) {
    long number = integer(key, value);
    if (number != (int) number) {
      throw wrong(key, value, "at most " + Integer.MAX_VALUE);
    }
    return (int) number;
  }

  private static long integer(String key, Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw wrong(key, value, "an integer");
  }

  private static String text(String key, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(key, value, "a string");
  }

  private static JsonObject object(String key, Object value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw wrong(key, "(not shown)", "an object");
  }

  private static IllegalArgumentException wrong(String key, Object value, String expected) {
    return new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
  }
}
