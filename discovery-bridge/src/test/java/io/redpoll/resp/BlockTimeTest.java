package io.redpoll.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTimeTest {

  @ParameterizedTest
  @CsvSource({
    "BLPOP a b 1.5, 1500",
    "BLMOVE a b LEFT RIGHT 2, 2000",
    "BRPOPLPUSH a b 3, 3000",
    "BZPOPMIN z 0.001, 1",
    "BLMPOP 4 1 a LEFT, 4000",
    "BZMPOP 5 1 a MIN, 5000",
    "XREAD COUNT 1 BLOCK 600 STREAMS s 0, 600",
    "BLMOVEM a b LEFT RIGHT 6 COUNT 2, 6000",
    "TS.READ BLOCK 0 BLOCK 650 1, 650",
    "WAIT 1 700, 700",
    "WAITAOF 1 0 800, 800"
  })
  void timeIsFound(String line, long millis) {
    assertThat(BlockTime.of(command(line), arguments(line))).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BLPOP a 0", "XREAD BLOCK 0 STREAMS s 0", "BLPOP a 1e300"})
  void zeroIsForEver(String line) {
    assertThat(BlockTime.of(command(line), arguments(line))).contains(BlockTime.FOR_EVER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BLPOP", "BLPOP a x", "BLPOP a -1", "BLPOP a NaN", "XREAD BLOCK"})
  void nonsenseIsLeftToTheServer(String line) {
    assertThat(BlockTime.of(command(line), arguments(line))).isEmpty();
  }

  @Test
  void blockIsAnOptionOnlyBeforeTheStreams() {
    assertThat(BlockTime.blockOption("XREAD", arguments("XREAD STREAMS BLOCK 0")))
        .isEqualTo(-1);
    assertThat(BlockTime.blockOption("XREAD", arguments("XREAD COUNT 1 block 5 STREAMS s 0")))
        .isEqualTo(2);
  }

  private static String command(String line) {
    return line.split(" ", -1)[0];
  }

  private static List<byte[]> arguments(String line) {
    return Arrays.stream(line.split(" ", -1))
        .skip(1)
        .map(word -> word.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
