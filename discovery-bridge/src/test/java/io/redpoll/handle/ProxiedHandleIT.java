package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Service of two proxies before one Redis. */
class ProxiedHandleIT {

  private final TestRegistry registry = new TestRegistry();
  private final RedisHandle handle =
      registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(10)));
  private RedisServer redis;
  private List<TestProxy> proxies;

  @BeforeEach
  void startService() {
    redis = registry.server();
    proxies =
        List.of(TestProxy.start(registry.vertx, redis), TestProxy.start(registry.vertx, redis));
    write(Status.UP);
  }

  @AfterEach
  void end() {
    registry.close();
  }

  private void write(Status first) {
    List<TestPod> pods = IntStream.range(0, 2)
        .mapToObj(i -> new TestPod("proxy-" + i, "uid-" + i, proxies.get(i).address()))
        .toList();
    registry.write(
        Topology.PROXIED,
        Optional.empty(),
        List.of(),
        List.of(
            pods.get(0).state(first, Role.UNKNOWN), pods.get(1).state(Status.UP, Role.UNKNOWN)));
  }

  private List<Future<Response>> count(int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> handle.send(cmd("INCR", "n")))
        .toList();
  }

  @Test
  void eachProxyIsAskedThoughItHangsUpOnWhatItDoesNotKnow() {
    for (int i = 0; i < 100; i++) {
      assertThat(ask(handle, "SET", "key-" + i, "v")).isEqualTo("OK");
      assertThat(ask(handle, "GET", "key-" + i)).isEqualTo("v");
    }
    assertThat(proxies).allSatisfy(proxy -> assertThat(proxy.passed()).isPositive());
  }

  @Test
  void aProxyThatEndsTakesNoReadAlong() {
    ask(handle, "SET", "k", "v");
    for (int i = 0; i < 100; i++) {
      Future<Response> read = handle.send(cmd("GET", "k"));
      if (i == 50) {
        proxies.get(0).end();
      }
      assertThat(await(read)).hasToString("v");
    }
    write(Status.DOWN);
    await(Future.all(count(100)));
    assertThat(ask(handle, "GET", "n")).isEqualTo("100");
  }

  @Test
  void whatTheTableDoesNotKnowIsTheProxysToRefuse() {
    registry.until(() -> handle.snapshot().isPresent());
    assertThat(failure(handle.send(cmd("NO.SUCH", "k")))).hasMessageContaining("unknown command");
    assertThat(TestPod.calls(redis, "command|info") + TestPod.calls(redis, "command"))
        .isZero();
  }

  @Test
  void aBlockedPopAndATransactionHaveAConnectionOfTheirOwn() {
    Future<Response> pop = handle.send(cmd("BLPOP", "queue", "0"));
    ask(handle, "RPUSH", "queue", "job");
    assertThat(await(pop).get(1)).hasToString("job");
    RedisConnection own = await(handle.connect());
    await(own.send(cmd("MULTI")));
    await(own.send(cmd("INCR", "n")));
    assertThat(await(own.send(cmd("EXEC")))).map(Response::toString).containsExactly("1");
    await(own.close());
  }
}
