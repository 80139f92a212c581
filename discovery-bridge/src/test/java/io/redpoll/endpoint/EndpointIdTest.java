package io.redpoll.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndpointIdTest {

  @Test
  void podIdentityIsReadBack() {
    EndpointId id = EndpointId.ofPod("shop", "6f1c-11", 6379);
    assertThat(id).hasToString("shop/6f1c-11/6379");
    assertThat(EndpointId.parse(id.toString())).isEqualTo(id);
  }

  @Test
  void addressIdentityIsReadBack() {
    EndpointId id = EndpointId.ofAddress(new ServiceId("shop", "cache"), "fd00::1", 6380);
    assertThat(id).hasToString("shop/cache/fd00::1/6380");
    assertThat(EndpointId.parse(id.toString())).isEqualTo(id);
  }

  @Test
  void badPortNamesTheValueAndWhatWasExpected() {
    assertThatThrownBy(() -> EndpointId.ofPod("shop", "6f1c", 70000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shop/6f1c/70000")
        .hasMessageContaining("1 to 65535");
  }
}
