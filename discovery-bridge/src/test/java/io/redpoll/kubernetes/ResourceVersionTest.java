package io.redpoll.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResourceVersionTest {

  @Test
  void rf24_numbersAreOrderedWhateverTheirLength() {
    assertThat(ResourceVersion.isStale("9", "10")).isTrue();
    assertThat(ResourceVersion.isStale("10", "10")).isTrue();
    assertThat(ResourceVersion.isStale("10", "9")).isFalse();
    assertThat(ResourceVersion.isStale("99999999999999999998", "99999999999999999999"))
        .isTrue();
  }

  @Test
  void rf24_whatIsNoNumberIsAcceptedUnlessItIsTheSame() {
    assertThat(ResourceVersion.isStale("a", "b")).isFalse();
    assertThat(ResourceVersion.isStale("007", "8")).isFalse();
    assertThat(ResourceVersion.isStale("a", "a")).isTrue();
  }
}
