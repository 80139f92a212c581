package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where the next page of a list starts.
 *
 * @param resourceVersion the version that all pages show
 * @param namespace the namespace of the last object shown
 * @param name the name of the last object shown
 */
record ContinueToken(long resourceVersion, String namespace, String name) {

  /**
   * Reads what {@link #encode()} wrote.
   *
   * @throws StatusException if it is anything else
   */
  static ContinueToken decode(String text) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(text);
      JsonObject token = new JsonObject(new String(json, StandardCharsets.UTF_8));
      return new ContinueToken(
          token.getLong("rv"), token.getString("namespace"), token.getString("name"));
    } catch (IllegalArgumentException
        | DecodeException
        | ClassCastException
        | NullPointerException malformed) {
      throw new StatusException(ApiStatus.badRequest("continue key is not valid: " + text));
    }
  }

  String encode() {
    String json = new JsonObject()
        .put("rv", resourceVersion)
        .put("namespace", namespace)
        .put("name", name)
        .encode();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
