package io.redpoll.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorTest {

  private static final JsonObject POD = Objects.pod("shop", "redis-0", "node-1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec.nodeName=node-1|true",
        "spec.nodeName==node-1|true",
        "spec.nodeName!=node-1|false",
        "spec.nodeName=node-2|false",
        "metadata.name=redis-0,metadata.namespace=shop|true",
        "metadata.name=redis-0,metadata.namespace!=shop|false",
        "status.podIP=|true",
        "status.phase!=Running|true"
      })
  void selects(String selector, boolean selected) {
    assertThat(FieldSelector.parse(Kind.POD, selector).test(POD)).isEqualTo(selected);
  }

  @Test
  void aValueMayHoldAnEscapedComma() {
    JsonObject odd = Objects.pod("shop", "a,b", "node-1");
    assertThat(FieldSelector.parse(Kind.POD, "metadata.name=a\\,b").test(odd)).isTrue();
  }

  @Test
  void slicesCannotBeSelectedByNode() {
    assertThatThrownBy(() -> FieldSelector.parse(Kind.ENDPOINT_SLICE, "spec.nodeName=node-1"))
        .isInstanceOf(StatusException.class)
        .hasMessage("field label not supported: spec.nodeName (of endpointslices)");
  }

  @Test
  void refusesWhatIsNoSelector() {
    assertThatThrownBy(() -> FieldSelector.parse(Kind.POD, "metadata.name"))
        .isInstanceOf(StatusException.class);
  }
}
