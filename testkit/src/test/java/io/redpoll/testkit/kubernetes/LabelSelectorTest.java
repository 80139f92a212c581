package io.redpoll.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {

  private static final JsonObject OBJECT = Objects.slice(
      "shop", "a", Map.of("app", "redis", "tier", "cache", "app.kubernetes.io/name", "x", "e", ""));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app=redis",
        "app==redis",
        "app = redis",
        "app!=mysql",
        "missing!=anything",
        "app",
        "!missing",
        "app in (redis,mysql)",
        "app in ( redis , mysql ),tier=cache",
        "app notin (mysql,postgres)",
        "missing notin (a,b)",
        "app in (redis),tier notin (a,b),!missing,app.kubernetes.io/name=x",
        "e=",
        "e"
      })
  void selects(String selector) {
    assertThat(LabelSelector.parse(selector).test(OBJECT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app=mysql",
        "app!=redis",
        "missing=a",
        "missing",
        "!app",
        "app in (mysql,postgres)",
        "missing in (a)",
        "app notin (redis)",
        "app=redis,tier=db",
        "missing="
      })
  void doesNotSelect(String selector) {
    assertThat(LabelSelector.parse(selector).test(OBJECT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"app in redis", "=x", "app=redis,", "app>3", "a b", "app in (x"})
  void refusesWhatIsNoSelector(String selector) {
    assertThatThrownBy(() -> LabelSelector.parse(selector))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("unable to parse requirement");
  }

  @Test
  void labelsThatAreNoneSelectLikeNoLabels() {
    JsonObject malformed = Objects.slice("a");
    malformed.getJsonObject("metadata").put("labels", new JsonArray());
    assertThat(LabelSelector.parse("!app").test(malformed)).isTrue();
  }
}
