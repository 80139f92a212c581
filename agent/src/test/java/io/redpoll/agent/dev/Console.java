package io.redpoll.agent.dev;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Where the dev mode says what happens, each fact as JSON with a {@code type}. */
interface Console {

  /** A word on what is going on. */
  void note(String text);

  /** All endpoints that were found, each as in a snapshot and with its {@code service}. */
  void endpoints(List<JsonObject> endpoints);

  /** A health event as it came. */
  void event(JsonObject event);

  /** Counts of the application: {@code second}, {@code done}, {@code failed}. */
  void tick(JsonObject counts);

  /** The last word. */
  void summary(JsonObject summary);

  static Console of(boolean json) {
    return json ? new JsonConsole(System.out) : new TextConsole(System.out);
  }
}
