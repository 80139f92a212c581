package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.kubernetes.ApiFailure.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiErrorsTest {

  private static final ApiRequest LIST =
      ApiCollection.slices("shop", Optional.empty()).list("0", 0, "");

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHORIZED",
    "403, FORBIDDEN",
    "404, NOT_FOUND",
    "410, EXPIRED",
    "429, THROTTLED",
    "500, SERVER_ERROR",
    "503, THROTTLED",
    "504, SERVER_ERROR",
    "422, REFUSED",
    "302, REFUSED"
  })
  void eachStatusHasItsKind(int code, Kind kind) {
    assertThat(ApiErrors.ofStatus(code, new JsonObject(), LIST).kind()).isEqualTo(kind);
  }

  @Test
  void rf08_tooLargeVersionsAreKnownByCauseOrByWords() {
    JsonObject cause = new JsonObject().put("reason", "ResourceVersionTooLarge");
    JsonObject byCause = new JsonObject()
        .put(
            "details", new JsonObject().put("causes", new JsonArray().add("odd").add(cause)));
    JsonObject byWords =
        new JsonObject().put("message", "Too large resource version: 9, current: 5");
    assertThat(ApiErrors.ofStatus(504, byCause, LIST).kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(ApiErrors.ofStatus(504, byWords, LIST).kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void rf13_forbiddenSaysWhatRbacMustAllow() {
    assertThat(ApiErrors.ofStatus(403, new JsonObject(), LIST))
        .hasMessageContaining("allow list on endpointslices (discovery.k8s.io) in namespace shop");
  }

  @Test
  void rf09_theServerMaySayWhenToComeAgain() {
    ApiFailure busy = ApiErrors.ofStatus(429, new JsonObject(), LIST);
    assertThat(ApiErrors.withRetryAfter(busy, "7").retryAfter()).isEqualTo(Duration.ofSeconds(7));
    assertThat(ApiErrors.withRetryAfter(busy, "999999").retryAfter())
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(ApiErrors.withRetryAfter(busy, "tomorrow").retryAfter()).isZero();
  }

  @Test
  void rf06_aStatusOfAnyShapeIsTaken() {
    JsonObject odd =
        new JsonObject().put("reason", 7).put("message", new JsonArray()).put("details", "none");
    assertThat(ApiErrors.ofStatus(500, odd, LIST).kind()).isEqualTo(Kind.SERVER_ERROR);
  }
}
