package io.redpoll.bench;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One value that was measured once.
 *
 * @param setting under which conditions, by name, in the order to show them
 * @param subject of what
 * @param metric what was measured
 * @param unit its unit
 * @param round what is compared was measured in the same round: of the same fork, one right after the other
 * @param value the value
 */
record Measurement(
    Map<String, Object> setting,
    String subject,
    String metric,
    String unit,
    String round,
    double value) {

  Measurement {
    setting = Collections.unmodifiableMap(new LinkedHashMap<>(setting));
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("setting", new JsonObject(new LinkedHashMap<>(setting)))
        .put("subject", subject)
        .put("metric", metric)
        .put("unit", unit)
        .put("round", round)
        .put("value", value);
  }

  static Measurement of(JsonObject json) {
    return new Measurement(
        json.getJsonObject("setting").getMap(),
        json.getString("subject"),
        json.getString("metric"),
        json.getString("unit"),
        json.getString("round"),
        json.getDouble("value"));
  }
}
