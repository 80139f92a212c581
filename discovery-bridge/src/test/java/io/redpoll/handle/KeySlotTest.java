package io.redpoll.handle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySlotTest {

  /** The first is the check value of the CRC in the cluster specification, 0x31C3; the others are a server's answers. */
  @ParameterizedTest
  @CsvSource({
    "123456789, 12739",
    "foo, 12182",
    "'', 0",
    "{user1000}.following, 3443",
    "user1000, 3443",
    "foo{}{bar}, 8363",
    "foo{{bar}}zap, 4015",
    "foo{bar}{zap}, 5061"
  })
  void theSlotOfAKey(String key, int slot) {
    assertThat(KeySlot.of(key.getBytes(UTF_8))).isEqualTo(slot);
  }
}
