package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AgentStateTest {

  private final AtomicLong now = new AtomicLong();
  private final AgentState state = new AgentState(now::get);

  @Test
  void op10_onlyTheEventLoopCountsForLiveness() {
    assertThat(state.notLive()).isEmpty();
    state.joining();
    later(60);
    assertThat(state.notLive()).isEmpty();

    state.turned();
    later(5);
    assertThat(state.notLive()).isEmpty();
    later(1);
    assertThat(state.notLive())
        .contains("its event loop last turned 6 s ago (expected: at most 5 s)");

    state.turned();
    assertThat(state.notLive()).isEmpty();
  }

  @Test
  void op10_readyMeansJoinedAndSyncedAndNotStopping() {
    assertThat(state.notReady()).contains("it is starting");
    state.joining();
    assertThat(state.notReady()).contains("it waits to join its cluster");
    state.running(List::of);
    assertThat(state.notReady()).contains("Redis endpoints are not known yet");
    assertThat(state.notStarted()).isPresent();
    state.synced();
    assertThat(state.notReady()).isEmpty();
    assertThat(state.notStarted()).isEmpty();
    state.stopping();
    assertThat(state.notReady()).contains("it is stopping");
    assertThat(state.notStarted()).isEmpty();
  }

  @Test
  void anEventLoopThatStopsIsNotDead() {
    state.turned();
    state.stopping();
    state.turned();
    later(60);

    assertThat(state.notLive()).isEmpty();
  }

  private void later(long seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
