package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is wrong is named, with the Service, what is known of it, and what to do. */
class BadInputIT {

  private static final Duration SHORT = Duration.ofMillis(150);

  private final TestRegistry registry = new TestRegistry();
  private final RedisHandle handle = registry.handle(new RedisHandleOptions());

  @AfterEach
  void end() {
    registry.close();
  }

  private Throwable failed(String command, String... arguments) {
    return failure(handle.send(cmd(command, arguments), SHORT));
  }

  private static TestPod pod(int i) {
    return new TestPod("redis-" + i, "uid-" + i, new HostAndPort("127.0.0.1", 1 + i));
  }

  private void known(long endpoints) {
    registry.until(() -> handle
        .snapshot()
        .filter(snapshot -> snapshot.endpoints().size() == endpoints)
        .isPresent());
  }

  @Test
  void aServiceThatIsNotThere() {
    assertThat(failed("GET", "k"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("test/redis", "GET", "registry has no record", "150 ms", "check");
  }

  @Test
  void aServiceWithoutEndpoints() {
    registry.write(Topology.REPLICATED, Optional.empty(), List.of(), List.of());
    known(0);
    assertThat(failed("SET", "k", "v"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll(
            "test/redis", "SET", "no usable primary", "replicated, 0 of 0", "check its pods");
    registry.cluster();
    registry.until(() -> handle.snapshot().orElseThrow().topology() == Topology.CLUSTER);
    assertThat(failed("SET", "k", "v"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("test/redis", "slot", "0 of 16384", "cluster, 0 of 0");
  }

  @Test
  void keysOnSeveralShardsAndAWriteWithoutAKey() {
    registry.sharded(
        List.of("redis-0", "redis-1", "redis-2"),
        pod(0).primary(),
        pod(1).state(Status.DOWN, Role.PRIMARY),
        pod(2).primary());
    known(3);
    assertThat(failed("MSETNX", "a", "1", "b", "2", "c", "3", "d", "4"))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContainingAll(
            "test/redis", "MSETNX", "sharded, 2 of 3", "redis-1 DOWN", "{...}");
    assertThat(failed("SWAPDB", "0", "1"))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContainingAll("test/redis", "SWAPDB", "sharded, 2 of 3", "connect(key)");
  }

  @Test
  void whatIsNoValidOption() {
    assertThatThrownBy(() -> new RedisHandleOptions(new JsonObject().put("readForm", "ANY")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("readForm", "readFrom", "maxLag");
    assertThatThrownBy(() -> new RedisHandleOptions(new JsonObject().put("maxLag", "1s")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("maxLag", "1s", "integer");
    assertThatThrownBy(() -> new RedisHandleOptions().setMaxLag(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("maxLag", "at least 1 ms");
  }
}
