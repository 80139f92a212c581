package io.redpoll.agent.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The first command of the README keeps its word. */
class DevModeIT {

  @Test
  void findsEveryEndpointAndSurvivesTheKills() {
    assertThat(DevMode.run(DevOptions.parse(
            "--seconds", "16", "--kill", "redis-1", "--kill", "session-0", "--json")))
        .isTrue();
  }

  @Test
  void aPodThatIsNotThereCannotBeKilled() {
    assertThatThrownBy(() -> DevMode.run(DevOptions.parse("--kill", "redis-9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis-9")
        .hasMessageContaining("redis-0");
  }
}
