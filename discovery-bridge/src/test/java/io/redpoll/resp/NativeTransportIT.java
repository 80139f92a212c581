package io.redpoll.resp;

import static io.redpoll.testing.Await.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections on the transport of the JDK and on epoll, which is an optional dependency of Vert.x. */
class NativeTransportIT {

  private static final Duration PATIENCE = Duration.ofMillis(4321);

  private RedisServer server;
  private Vertx vertx;

  @BeforeEach
  void start() {
    server = RedisServer.start();
  }

  @AfterEach
  void stop() throws TimeoutException {
    server.close();
    result(vertx.close());
  }

  @ParameterizedTest(name = "native {0}")
  @ValueSource(booleans = {false, true})
  void unacknowledgedBytesEndTheConnectionWhereTheTransportCanTell(boolean preferNative)
      throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(preferNative));
    assumeTrue(vertx.isNativeTransportEnabled() == preferNative, "no epoll on this platform");
    RespConnection redis = result(RespConnection.connect(vertx, options()));
    assertThat(result(redis.send(Request.cmd(Command.PING), PATIENCE))).hasToString("PONG");
    if (redis.socketOptions() instanceof EpollSocketChannelConfig epoll) {
      assertThat(epoll.getTcpUserTimeout()).isEqualTo(4321);
    } else {
      assertThat(preferNative).isFalse();
    }
  }

  private RespConnectOptions options() {
    return new RespConnectOptions(
            new HostAndPort(server.host(), server.port()),
            Optional.empty(),
            Optional.empty(),
            "transport",
            Duration.ofSeconds(20),
            64)
        .withSendLimits(new SendLimits(64, 1 << 20, 1 << 16, PATIENCE));
  }
}
