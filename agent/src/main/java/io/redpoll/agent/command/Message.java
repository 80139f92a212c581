package io.redpoll.agent.command;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * One message of an event stream.
 *
 * @param name what kind of message it is
 * @param data what it says
 */
record Message(String name, JsonObject data) {

  /** Puts messages together from lines, as far as an agent uses the format. */
  static final class Reader {
    private String name = "";
    private String data = "";

    /** The message that ends with this line, if one does. */
    Optional<Message> line(String line) {
      if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        data = line.substring("data: ".length());
      } else if (line.isEmpty() && !data.isEmpty()) {
        Message message = new Message(name, new JsonObject(data));
        name = "";
        data = "";
        return Optional.of(message);
      }
      return Optional.empty();
    }
  }
}
