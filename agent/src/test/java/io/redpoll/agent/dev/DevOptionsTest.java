package io.redpoll.agent.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DevOptionsTest {

  @Test
  void withoutArgumentsItRunsUntilInterrupted() {
    DevOptions options = DevOptions.parse();
    assertThat(options.seconds()).isEmpty();
    assertThat(options.json()).isFalse();
  }

  @Test
  void aRunWithKillsIsBounded() {
    DevOptions options = DevOptions.parse("--kill", "redis-1", "--kill", "session-0");
    assertThat(options.kills()).containsExactly("redis-1", "session-0");
    assertThat(options.seconds()).isPresent();
  }

  @Test
  void secondsAreTaken() {
    assertThat(DevOptions.parse("--seconds", "20").seconds()).contains(Duration.ofSeconds(20));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> DevOptions.parse("--second", "20")).hasMessageContaining("--second");
    assertThatThrownBy(() -> DevOptions.parse("--seconds", "x"))
        .hasMessageContaining("x (expected: 1 or more)");
    assertThatThrownBy(() -> DevOptions.parse("--kill"))
        .hasMessageContaining("--kill: nothing follows");
  }
}
