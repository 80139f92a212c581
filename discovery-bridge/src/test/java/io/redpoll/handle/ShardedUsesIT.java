package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.ring.HashRing;
import io.redpoll.testkit.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardedUsesIT extends Uses {

  private static final List<String> RING = List.of("redis-0", "redis-1", "redis-2");
  private static final HashRing HASH_RING = new HashRing(RING);

  private final RedisServer[] servers = new RedisServer[3];
  private final TestPod[] pods = new TestPod[3];
  private int generation;

  @Override
  void startService() {
    IntStream.range(0, 3).forEach(this::startShard);
    publish();
  }

  private void startShard(int i) {
    servers[i] = registry.server();
    pods[i] = TestPod.of(RING.get(i), "uid-" + i + "-" + generation++, servers[i]);
  }

  private void publish() {
    registry.sharded(RING, Arrays.stream(pods).map(TestPod::primary).toArray(EndpointState[]::new));
  }

  @Override
  List<RedisServer> primaries() {
    return Arrays.asList(servers);
  }

  @Override
  void loseTheEndpointOf(String key) {
    int shard = HASH_RING.indexOf(key.getBytes(StandardCharsets.UTF_8));
    servers[shard].kill();
    startShard(shard);
    publish();
  }

  @Test
  void aWholeThatLacksAShardIsNoWhole() {
    ask(handle, "SET", "k", "v");
    servers[1].kill();
    registry.sharded(RING, pods[0].primary(), pods[2].primary());
    assertThat(failure(handle.send(cmd("DBSIZE"), Duration.ofMillis(200))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll("DBSIZE", "redis-1");
    assertThat(failure(handle.send(cmd("FLUSHALL"), Duration.ofMillis(200))))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContainingAll("FLUSHALL", "2 of 3");
  }

  @Test
  void aCursorThatIsNoneIsRefused() {
    assertThat(failure(handle.send(cmd("SCAN", "nonsense"))))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContainingAll("test/redis", "SCAN");
    assertThat(await(handle.send(cmd("SCAN", "65535"))).get(0)).hasToString("0");
  }
}
