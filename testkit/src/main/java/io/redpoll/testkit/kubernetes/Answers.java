package io.redpoll.testkit.kubernetes;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Answers that an API server should not give, and does; for {@link Faults} and {@link ScriptedFaults}. */
public final class Answers {

  private Answers() {}

  /** This status, with this body. */
  public static Consumer<HttpServerRequest> status(int code, JsonObject status) {
    return request -> request.response().setStatusCode(code).end(status.toBuffer());
  }

  /** This status, with a body of kind Status. */
  public static Consumer<HttpServerRequest> status(int code) {
    return status(code, statusObject(code));
  }

  /** 429, and when to come again. */
  public static Consumer<HttpServerRequest> throttled(int retryAfterSeconds) {
    return request -> {
      request.response().putHeader("Retry-After", Integer.toString(retryAfterSeconds));
      status(429).accept(request);
    };
  }

  /** 200 with this body. */
  public static Consumer<HttpServerRequest> body(String text) {
    return request -> request.response().end(text);
  }

  /** Says 200 and then nothing for ever. */
  public static Consumer<HttpServerRequest> silence() {
    return request -> open(request);
  }

  /** Does not even answer. */
  public static Consumer<HttpServerRequest> nothing() {
    return request -> {};
  }

  /** 200 and the end, with nothing between. */
  public static Consumer<HttpServerRequest> endAtOnce() {
    return request -> open(request).end();
  }

  /** 200, these events of a watch, and no end. */
  public static Consumer<HttpServerRequest> stream(Object... events) {
    return request -> write(open(request), events);
  }

  /** 200, these events, and then the connection breaks. */
  public static Consumer<HttpServerRequest> streamThenReset(Object... events) {
    return request -> {
      HttpServerResponse response = open(request);
      write(response, events).onComplete(written -> request.connection().close());
    };
  }

  /** Each byte in a chunk of its own; then the end. */
  public static Consumer<HttpServerRequest> bytewise(String text) {
    return request -> {
      HttpServerResponse response = open(request);
      for (byte one : Buffer.buffer(text).getBytes()) {
        response.write(Buffer.buffer(new byte[] {one}));
      }
      response.end();
    };
  }

  /** An event of a watch. */
  public static JsonObject event(String type, Object object) {
    return new JsonObject().put("type", type).put("object", object);
  }

  /** A body of kind Status. */
  public static JsonObject statusObject(int code) {
    return new JsonObject().put("kind", "Status").put("status", "Failure").put("code", code);
  }

  /** The body that says that the resource version is from the future. */
  public static JsonObject tooLarge() {
    JsonObject cause = new JsonObject().put("reason", "ResourceVersionTooLarge");
    return statusObject(504)
        .put("details", new JsonObject().put("causes", new JsonArray().add(cause)));
  }

  /** 200 and a body that breaks off: the connection ends before the promised length. */
  public static Consumer<HttpServerRequest> truncated(String text) {
    return request -> {
      HttpServerResponse response = request.response();
      response.putHeader("Content-Length", Integer.toString(text.length() + 100));
      response.write(text).onComplete(written -> request.connection().close());
    };
  }

  /** 200, these events, and word that the connection takes no more requests (GOAWAY); the stream goes on. */
  public static Consumer<HttpServerRequest> streamThenGoAway(Object... events) {
    return request -> {
      write(open(request), events).onComplete(written -> request.connection().goAway(0));
    };
  }

  private static HttpServerResponse open(HttpServerRequest request) {
    HttpServerResponse response = request.response().setChunked(true);
    response.writeHead();
    return response;
  }

  private static Future<Void> write(HttpServerResponse response, Object... events) {
    Buffer all = Buffer.buffer();
    for (Object event : events) {
      all.appendString(event.toString()).appendString("\n");
    }
    return response.write(all);
  }
}
