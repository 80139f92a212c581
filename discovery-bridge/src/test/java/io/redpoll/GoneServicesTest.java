package io.redpoll;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.ServiceId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GoneServicesTest {

  private final GoneServices gone = new GoneServices();

  private static ServiceId service(int i) {
    return new ServiceId("shop", "cache-" + i);
  }

  @Test
  void oneThatIsBackIsNotGone() {
    gone.add(service(1));
    assertThat(gone.contains(service(1))).isTrue();
    gone.remove(service(1));
    assertThat(gone.contains(service(1))).isFalse();
  }

  @Test
  void theOneThatWentLongestAgoIsForgottenFirst() {
    IntStream.range(0, 1_000).forEach(i -> gone.add(service(i)));
    gone.add(service(0));
    gone.add(service(1_000));
    assertThat(gone.contains(service(0))).isTrue();
    assertThat(gone.contains(service(1))).isFalse();
    assertThat(gone.contains(service(2))).isTrue();
  }
}
