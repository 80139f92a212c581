package io.redpoll.agent.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer.
 *
 * @param status the status code
 * @param type the content type
 * @param body what is sent, but to a HEAD
 * @param headers more headers
 */
record Answer(int status, String type, Buffer body, Map<String, String> headers) {

  static final String JSON = "application/json";

  Answer {
    requireNonNull(type, "type is null");
    requireNonNull(body, "body is null");
    headers = Map.copyOf(headers);
  }

  static Answer json(int status, JsonObject body) {
    return new Answer(
        status, JSON, body.toBuffer().appendByte((byte) '\n'), Map.of("Cache-Control", "no-store"));
  }

  static Answer text(String type, String body) {
    return new Answer(200, type, Buffer.buffer(body), Map.of("Cache-Control", "no-store"));
  }

  /** An error, in one line: what came, what was expected. */
  static Answer error(int status, String message) {
    return json(status, new JsonObject().put("error", message));
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, type, body, more);
  }
}
