package io.redpoll.kubernetes;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Answers that an API server should not give, and does. */
final class Answers {

  private Answers() {}

  static Consumer<HttpServerRequest> status(int code, JsonObject status) {
    return request -> request.response().setStatusCode(code).end(status.toBuffer());
  }

  static Consumer<HttpServerRequest> status(int code) {
    return status(code, statusObject(code));
  }

  static Consumer<HttpServerRequest> throttled(int retryAfterSeconds) {
    return request -> {
      request.response().putHeader("Retry-After", Integer.toString(retryAfterSeconds));
      status(429).accept(request);
    };
  }

  static Consumer<HttpServerRequest> body(String text) {
    return request -> request.response().end(text);
  }

  /** Says 200 and then nothing for ever. */
  static Consumer<HttpServerRequest> silence() {
    return request -> open(request);
  }

  /** Does not even answer. */
  static Consumer<HttpServerRequest> nothing() {
    return request -> {};
  }

  static Consumer<HttpServerRequest> endAtOnce() {
    return request -> open(request).end();
  }

  static Consumer<HttpServerRequest> stream(Object... events) {
    return request -> write(open(request), events);
  }

  static Consumer<HttpServerRequest> streamThenReset(Object... events) {
    return request -> {
      HttpServerResponse response = open(request);
      write(response, events).onComplete(written -> request.connection().close());
    };
  }

  /** Each byte in a chunk of its own; then the end. */
  static Consumer<HttpServerRequest> bytewise(String text) {
    return request -> {
      HttpServerResponse response = open(request);
      for (byte one : Buffer.buffer(text).getBytes()) {
        response.write(Buffer.buffer(new byte[] {one}));
      }
      response.end();
    };
  }

  static JsonObject event(String type, Object object) {
    return new JsonObject().put("type", type).put("object", object);
  }

  static JsonObject statusObject(int code) {
    return new JsonObject().put("kind", "Status").put("status", "Failure").put("code", code);
  }

  static JsonObject tooLarge() {
    JsonObject cause = new JsonObject().put("reason", "ResourceVersionTooLarge");
    return statusObject(504)
        .put("details", new JsonObject().put("causes", new JsonArray().add(cause)));
  }

  private static HttpServerResponse open(HttpServerRequest request) {
    HttpServerResponse response = request.response().setChunked(true);
    response.writeHead();
    return response;
  }

  private static io.vertx.core.Future<Void> write(HttpServerResponse response, Object... events) {
    Buffer all = Buffer.buffer();
    for (Object event : events) {
      all.appendString(event.toString()).appendString("\n");
    }
    return response.write(all);
  }
}
