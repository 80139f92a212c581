package io.redpoll.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClaimsTest {

  @Test
  void commandsAreCounted() {
    Claims claims = claims(2, 1000);
    assertThat(claims.claim(1)).isTrue();
    assertThat(claims.claim(1)).isTrue();
    assertThat(claims.claim(1)).isFalse();
    assertThat(claims.commands()).isEqualTo(2);
    claims.release(1);
    assertThat(claims.claim(1)).isTrue();
  }

  @Test
  void bytesAreCounted() {
    Claims claims = claims(10, 100);
    assertThat(claims.claim(60)).isTrue();
    assertThat(claims.claim(40)).isTrue();
    assertThat(claims.isFull()).isTrue();
    assertThat(claims.claim(1)).isFalse();
    assertThat(claims.bytes()).isEqualTo(100);
    claims.release(60);
    assertThat(claims.claim(1)).isTrue();
    claims.release(40);
    claims.release(1);
    assertThat(claims.bytes()).isZero();
    assertThat(claims.commands()).isZero();
  }

  @Test
  void largeOneIsNotRefusedForItsSize() {
    Claims claims = claims(10, 100);
    assertThat(claims.claim(99)).isTrue();
    assertThat(claims.claim(Integer.MAX_VALUE)).isTrue();
    assertThat(claims.claim(1)).isFalse();
    claims.release(Integer.MAX_VALUE);
    assertThat(claims.claim(1)).isTrue();
  }

  @Test
  void mostThatLimitsAllowCanBeCounted() {
    Claims claims = claims(Claims.MAX_COMMANDS, Claims.MAX_BYTES);
    for (int i = 0; i < 512; i++) {
      assertThat(claims.claim(Integer.MAX_VALUE)).isTrue();
    }
    assertThat(claims.commands()).isEqualTo(512);
    assertThat(claims.bytes()).isEqualTo(512L * Integer.MAX_VALUE);
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> SendLimits.ofCommands(0)).hasMessageContaining("maxCommands: 0");
    assertThatThrownBy(() -> new SendLimits(1, 0, 1, Duration.ZERO))
        .hasMessageContaining("maxBytes: 0");
    assertThatThrownBy(() -> new SendLimits(1, 1, 0, Duration.ZERO))
        .hasMessageContaining("maxWriteBytes: 0");
    assertThatThrownBy(() -> new SendLimits(1, 1, 1, Duration.ofSeconds(-1)))
        .hasMessageContaining("patience");
  }

  private static Claims claims(int maxCommands, long maxBytes) {
    return new Claims(new SendLimits(maxCommands, maxBytes, 1, Duration.ZERO));
  }
}
