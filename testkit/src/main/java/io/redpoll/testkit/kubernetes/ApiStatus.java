package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A failure in the API's own words.
 *
 * @param code the HTTP status
 * @param reason one word for programs
 * @param message a line for people
 * @param details more for programs, empty if there is none
 */
record ApiStatus(int code, String reason, String message, JsonObject details) {

  static ApiStatus of(int code, String reason, String message) {
    return new ApiStatus(code, reason, message, new JsonObject());
  }

  static ApiStatus badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  static ApiStatus unauthorized() {
    return of(401, "Unauthorized", "Unauthorized");
  }

  static ApiStatus noSuchResource() {
    return of(404, "NotFound", "the server could not find the requested resource");
  }

  static ApiStatus notFound(ObjectKey key) {
    JsonObject details =
        new JsonObject().put("name", key.name()).put("kind", key.kind().plural());
    return new ApiStatus(
        404, "NotFound", key.kind().plural() + " \"" + key.name() + "\" not found", details);
  }

  static ApiStatus methodNotAllowed(String method) {
    return of(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource: " + method);
  }

  static ApiStatus notAcceptable(String accept) {
    return of(
        406,
        "NotAcceptable",
        "only the following media types are accepted: application/json (asked for: " + accept
            + ")");
  }

  static ApiStatus expired(String message) {
    return of(410, "Expired", message);
  }

  static ApiStatus tooOld(long asked, long oldest) {
    return expired("too old resource version: " + asked + " (" + oldest + ")");
  }

  static ApiStatus invalid(String field, String message) {
    return of(422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: " + field + ": " + message);
  }

  static ApiStatus tooLarge(long asked, long current) {
    JsonObject cause = new JsonObject()
        .put("reason", "ResourceVersionTooLarge")
        .put("message", "Too large resource version");
    JsonObject details =
        new JsonObject().put("causes", new JsonArray().add(cause)).put("retryAfterSeconds", 1);
    return new ApiStatus(
        504,
        "Timeout",
        "Timeout: Too large resource version: " + asked + ", current: " + current,
        details);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("metadata", new JsonObject())
        .put("status", "Failure")
        .put("message", message)
        .put("reason", reason);
    if (!details.isEmpty()) {
      json.put("details", details.copy());
    }
    return json.put("code", code);
  }
}
