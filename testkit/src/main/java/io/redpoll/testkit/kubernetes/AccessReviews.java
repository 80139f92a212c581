package io.redpoll.testkit.kubernetes;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;

/** Answers what one asks before one works: which version the server is, and what the asker may do. */
final class AccessReviews {

  private static final String VERSION = "/version";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final int CREATED = 201;

  /** Of the {@code resourceAttributes} of a review. */
  private Predicate<JsonObject> allowed = attributes -> true;

  void allow(Predicate<JsonObject> newAllowed) {
    allowed = newAllowed;
  }

  /** Answers, if this is such a question. */
  boolean take(HttpServerRequest request) {
    boolean asksForVersion =
        request.method().equals(HttpMethod.GET) && request.path().equals(VERSION);
    boolean asksForReview =
        request.method().equals(HttpMethod.POST) && request.path().equals(REVIEWS);
    if (asksForVersion) {
      JsonObject version = new JsonObject().put("major", "1").put("minor", "34");
      send(request, 200, version.put("gitVersion", "v1.34.0"));
    } else if (asksForReview) {
      request.body().onSuccess(body -> review(request, body));
    }
    return asksForVersion || asksForReview;
  }

  private void review(HttpServerRequest request, Buffer body) {
    try {
      JsonObject review = body.toJsonObject();
      JsonObject attributes = review.getJsonObject("spec").getJsonObject("resourceAttributes");
      review.put("status", new JsonObject().put("allowed", allowed.test(attributes)));
      send(request, CREATED, review);
    } catch (DecodeException | NullPointerException | ClassCastException e) {
      ApiStatus status = ApiStatus.badRequest("a SelfSubjectAccessReview was expected");
      send(request, status.code(), status.toJson());
    }
  }

  private static void send(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body.toBuffer());
  }
}
