package io.redpoll.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash64Test {

  @ParameterizedTest
  @CsvSource({
    "'', EF46DB3751D8E999",
    "a, D24EC4F1A98C6E5B",
    "abc, 44BC2CF5AD770999",
    "Nobody inspects the spammish repetition, FBCEA83C8A378BF1",
  })
  void hashesAsTheReferenceDoes(String text, String hash) {
    byte[] bytes = ("xx" + text + "y").getBytes(StandardCharsets.UTF_8);
    assertThat(XxHash64.hash(bytes, 2, bytes.length - 1))
        .isEqualTo(Long.parseUnsignedLong(hash, 16));
  }
}
