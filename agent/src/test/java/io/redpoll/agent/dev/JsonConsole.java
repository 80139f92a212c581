package io.redpoll.agent.dev;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;

/** One JSON object a line. */
record JsonConsole(PrintStream out) implements Console {

  @Override
  public void note(String text) {
    print("note", new JsonObject().put("text", text));
  }

  @Override
  public void endpoints(List<JsonObject> endpoints) {
    endpoints.forEach(endpoint -> print("endpoint", endpoint));
  }

  @Override
  public void event(JsonObject event) {
    out.println(new JsonObject().put("type", "event").put("event", event).encode());
  }

  @Override
  public void tick(JsonObject counts) {
    print("tick", counts);
  }

  @Override
  public void summary(JsonObject summary) {
    print("summary", summary);
  }

  private void print(String type, JsonObject fields) {
    out.println(new JsonObject().put("type", type).mergeIn(fields).encode());
  }
}
