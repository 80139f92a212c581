package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Makes failures of the answers of an API server. Pure. */
final class ApiErrors {

  private static final long MAX_RETRY_AFTER_SECONDS = 120;

  private ApiErrors() {}

  /**
   * The failure that a status means, be it the body of an answer or the object of an ERROR event.
   *
   * @param code the HTTP status, or what the event says in its place
   * @param status the JSON of kind Status, empty if there was none
   * @param request what was asked for
   */
  static ApiFailure ofStatus(int code, JsonObject status, ApiRequest request) {
    String reason = Json.text(status, "reason");
    Kind kind = kind(code, reason, isTooLarge(status));
    String said = Json.text(status, "message");
    String message =
        switch (kind) {
          case FORBIDDEN ->
            "forbids it (" + code + "): RBAC must allow " + request.verb() + " on "
                + request.plural() + " (" + apiGroup(request) + ")"
                + (request.namespace().isEmpty()
                    ? " in all namespaces"
                    : " in namespace " + request.namespace());
          case NOT_FOUND ->
            "knows no " + request.plural() + " of " + request.group() + " (" + code
                + "; expected: an API server of Kubernetes 1.21 or later; set by --kubernetes-url)";
          default ->
            "answered " + code + (reason.isEmpty() ? "" : " " + reason) + " to "
                + request.describe() + (said.isEmpty() ? "" : ": " + said);
        };
    int seconds = Json.number(Json.object(status, "details"), "retryAfterSeconds", 0);
    return new ApiFailure(kind, message, retryAfter(seconds));
  }

  /** The same, told by the header Retry-After to come later. */
  static ApiFailure withRetryAfter(ApiFailure failure, String header) {
    if (!header.matches("\\d{1,9}")) {
      return failure;
    }
    return new ApiFailure(failure.kind(), failure.getMessage(), retryAfter(Long.parseLong(header)));
  }

  private static Duration retryAfter(long seconds) {
    return Duration.ofSeconds(Math.max(0, Math.min(seconds, MAX_RETRY_AFTER_SECONDS)));
  }

  private static Kind kind(int code, String reason, boolean tooLarge) {
    if (tooLarge) {
      return Kind.TOO_LARGE;
    }
    if (reason.equals("Expired") || reason.equals("Gone")) {
      return Kind.EXPIRED;
    }
    return switch (code) {
      case 401 -> Kind.UNAUTHORIZED;
      case 403 -> Kind.FORBIDDEN;
      case 404 -> Kind.NOT_FOUND;
      case 410 -> Kind.EXPIRED;
      case 429, 502, 503 -> Kind.THROTTLED;
      default -> code >= 500 ? Kind.SERVER_ERROR : Kind.REFUSED;
    };
  }

  /** By its cause, or by its words: older servers name no cause. */
  private static boolean isTooLarge(JsonObject status) {
    List<Object> causes = Json.elements(Json.object(status, "details"), "causes");
    return causes.stream().anyMatch(ApiErrors::isTooLargeCause)
        || Json.text(status, "message").contains("Too large resource version");
  }

  private static boolean isTooLargeCause(Object cause) {
    return cause instanceof JsonObject json
        && Json.text(json, "reason").equals("ResourceVersionTooLarge");
  }

  private static String apiGroup(ApiRequest request) {
    int slash = request.group().indexOf('/');
    return slash < 0 ? "core" : request.group().substring(0, slash);
  }
}
