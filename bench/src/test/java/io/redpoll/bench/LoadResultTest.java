package io.redpoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LoadResultTest {

  private static LoadResult of(long latency, int count, Usage used) {
    LatencyHistogram latencies = new LatencyHistogram();
    for (int i = 0; i < count; i++) {
      latencies.add(latency);
    }
    return LoadResult.of(latencies, 1_000_000_000, used);
  }

  @Test
  void loadsSideBySideAddUpButEachHasSeenAllThatWasUsed() {
    LoadResult both = LoadResult.together(List.of(
        of(1_000, 300, new Usage(4_000, 8_000_000, 2_000_000)),
        of(9_000, 100, new Usage(4_000, 8_000_000, 2_000_000))));
    assertThat(both.perSecond()).isEqualTo(400);
    assertThat(both.micros(0.5)).isCloseTo(1, Offset.offset(0.02));
    assertThat(both.micros(0.99)).isCloseTo(9, Offset.offset(0.2));
    assertThat(both.bytesPerCommand()).isEqualTo(10);
    assertThat(both.clientMicrosPerCommand()).isEqualTo(20);
    assertThat(both.serverMicrosPerCommand()).isEqualTo(5);
  }

  @Test
  void whatAProcessUsesIsSeen() {
    Usage before = Usage.now(ProcessHandle.current().pid());
    StringBuilder work = new StringBuilder();
    while (Usage.now(ProcessHandle.current().pid()).minus(before).clientNanos() == 0) {
      work.append(work.length());
    }
    assertThat(Usage.now(ProcessHandle.current().pid()).minus(before).bytes()).isPositive();
  }
}
