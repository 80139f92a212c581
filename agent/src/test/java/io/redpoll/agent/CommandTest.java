package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {

  @Test
  void withoutACommandItIsTheAgent() {
    assertThat(Command.of(List.of())).contains(Command.AGENT);
    assertThat(Command.of(List.of("--http-port", "1"))).contains(Command.AGENT);
    assertThat(Command.of(List.of("check", "--help"))).contains(Command.CHECK);
    assertThat(Command.of(List.of("start"))).isEmpty();
  }

  @Test
  void anUnknownOneIsNamedWithTheNearestKnown() {
    assertThat(Command.unknown("servces").text())
        .isEqualTo(
            "servces: unknown command (expected: agent, services, events, check; did you mean services?)");
  }

  @Test
  void theOverviewListsThemAll() {
    assertThat(Command.overview()).contains(Command.words()).contains("--help", "--version");
    assertThat(Usage.check())
        .contains("--kubernetes-url", "changes nothing", "Exit codes: 0 an agent would work");
  }
}
