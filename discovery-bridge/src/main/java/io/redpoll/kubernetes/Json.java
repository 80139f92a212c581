package io.redpoll.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reads fields of JSON that nobody vouches for: what is absent or of another type is empty, never an exception. */
final class Json {

  private static final JsonObject NOTHING = new JsonObject();

  private Json() {}

  static String text(JsonObject json, String field) {
    return json.getValue(field) instanceof String text ? text : "";
  }

  static JsonObject object(JsonObject json, String field) {
    return json.getValue(field) instanceof JsonObject object ? object : NOTHING;
  }

  /** A whole number, or {@code otherwise} where there is none that fits an int. */
  static int number(JsonObject json, String field, int otherwise) {
    return json.getValue(field) instanceof Integer number ? number : otherwise;
  }

  static boolean flag(JsonObject json, String field, boolean otherwise) {
    return json.getValue(field) instanceof Boolean flag ? flag : otherwise;
  }

  /** The elements of an array, null as null; none where there is no array. */
  static List<Object> elements(JsonObject json, String field) {
    List<Object> elements = new ArrayList<>();
    if (json.getValue(field) instanceof JsonArray array) {
      array.forEach(elements::add);
    }
    return elements;
  }

  /** Whether the field is neither absent nor null. */
  static boolean has(JsonObject json, String field) {
    return json.getValue(field) != null;
  }
}
