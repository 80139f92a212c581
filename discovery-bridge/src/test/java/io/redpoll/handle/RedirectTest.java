package io.redpoll.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.HostAndPort;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {

  private static final HostAndPort ASKED = new HostAndPort("10.0.0.9", 6379);

  private static Optional<HostAndPort> address(String error) {
    return Redirect.of(ErrorType.create(error)).map(redirect -> redirect.address(ASKED));
  }

  @Test
  void anAddressANameAndTheHostThatWasAsked() {
    assertThat(address("MOVED 3999 10.0.0.1:6380")).contains(new HostAndPort("10.0.0.1", 6380));
    assertThat(address("ASK 3999 redis-0.redis.shop.svc:6380"))
        .contains(new HostAndPort("redis-0.redis.shop.svc", 6380));
    assertThat(address("MOVED 3999 2001:db8::1:6380"))
        .contains(new HostAndPort("2001:db8::1", 6380));
    assertThat(address("MOVED 3999 :6380")).contains(new HostAndPort("10.0.0.9", 6380));
    assertThat(address("MOVED 3999 ?:6380")).contains(new HostAndPort("10.0.0.9", 6380));
  }

  @Test
  void askIsForOnce() {
    assertThat(Redirect.of(ErrorType.create("ASK 1 10.0.0.1:1")).orElseThrow().asking())
        .isTrue();
    assertThat(Redirect.of(ErrorType.create("MOVED 1 10.0.0.1:1")).orElseThrow().asking())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"MOVED", "MOVED 3999", "ASK 3999 10.0.0.1", "MOVED 1 10.0.0.1:0", "ERR MOVED 1 a:1"
      })
  void whatCannotBeReadIsNone(String error) {
    assertThat(address(error)).isEmpty();
  }
}
