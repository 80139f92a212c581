package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisHandleOptionsTest {

  private static final RedisHandleOptions ALL = new RedisHandleOptions()
      .setService("shop/cache")
      .setReadFrom(ReadFrom.ANY)
      .setDeadline(Duration.ofMillis(500))
      .setConnectTimeout(Duration.ofMillis(250))
      .setMaxWaiting(7)
      .setNode("node-a")
      .setZone("zone-1")
      .setTlsServerName("cache.example")
      .setTlsCaFile(Path.of("ca.pem"))
      .addCredentials("cache", Credentials.ofFile("app", Path.of("password")));

  @Test
  void defaultsAreAsDocumented() {
    assertThat(new RedisHandleOptions().toJson())
        .isEqualTo(new JsonObject()
            .put("readFrom", "PRIMARY")
            .put("deadline", 2000L)
            .put("connectTimeout", 1000L)
            .put("maxWaiting", 10_000)
            .put("node", "")
            .put("zone", "")
            .put("tlsServerName", "")
            .put("credentials", new JsonObject()));
  }

  @Test
  void jsonSaysEverything() {
    JsonObject json = ALL.toJson();
    assertThat(json.fieldNames()).hasSize(10);
    assertThat(new RedisHandleOptions(new JsonObject(json.encode())).toJson()).isEqualTo(json);
    assertThat(new RedisHandleOptions(ALL).toJson()).isEqualTo(json);
    assertThat(new RedisHandleOptions(json).getCredentials()).isEqualTo(ALL.getCredentials());
  }

  @Test
  void anUnknownKeyIsNamedWithTheKnownOnes() {
    assertThatThrownBy(() -> new RedisHandleOptions(new JsonObject().put("dedline", 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("dedline", "deadline");
    JsonObject login = new JsonObject().put("user", "app").put("password", "geheim");
    assertThatThrownBy(() -> new RedisHandleOptions(
            new JsonObject().put("credentials", new JsonObject().put("cache", login))))
        .hasMessageContainingAll("credentials.cache.password", "passwordFile")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void wrongValuesAreNamedWithWhatWasExpected() {
    Map<String, Object> wrong = Map.of(
        "service", "cache",
        "readFrom", "NEAREST",
        "deadline", 0,
        "connectTimeout", "1s",
        "maxWaiting", -1,
        "node", 5,
        "credentials", "geheim");
    wrong.forEach((key, value) -> assertThatThrownBy(
            () -> new RedisHandleOptions(new JsonObject().put(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(key, "expected")
        .hasMessageNotContaining("geheim"));
  }

  @Test
  void passwordsAreNeverShown() {
    RedisHandleOptions options =
        new RedisHandleOptions().addCredentials("cache", Credentials.of("app", () -> "geheim"));
    assertThat(options.toString() + options.toJson() + options.getCredentials())
        .doesNotContain("geheim");
  }
}
