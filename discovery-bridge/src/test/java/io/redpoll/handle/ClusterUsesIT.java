package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.redis.RedisCluster;
import io.redpoll.testkit.redis.RedisServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterUsesIT extends Uses {

  private final RedisCluster cluster = RedisCluster.start(3, 1);
  private final List<RedisServer> servers = new ArrayList<>(cluster.servers());

  @Override
  void startService() {
    registry.cluster(servers);
  }

  @AfterEach
  void endCluster() {
    cluster.close();
  }

  @Override
  List<RedisServer> primaries() {
    return servers.stream()
        .filter(server -> server.command("ROLE").startsWith("master"))
        .toList();
  }

  @Override
  void loseTheEndpointOf(String key) {
    RedisServer lost = key.isEmpty() ? subscribed() : owner(key);
    servers.remove(lost);
    lost.kill();
    registry.until(() -> primaries().size() == 3);
    registry.cluster(servers);
  }

  /** Where a subscriber is: without a key it may be at any primary. */
  private RedisServer subscribed() {
    return servers.stream()
        .filter(server -> !server.command("CLIENT", "LIST", "TYPE", "pubsub").isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private RedisServer owner(String key) {
    return primaries().stream()
        .filter(server -> !server.command("GET", key).startsWith("-MOVED"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aShardedSubscriberFollowsItsSlot() {
    assumeRedis7();
    Subscriber subscriber = new Subscriber(await(handle.connect("room-1")));
    subscriber.send("SSUBSCRIBE", "room-1");
    RedisServer from = owner("room-1");
    RedisServer to =
        primaries().stream().filter(server -> server != from).findFirst().orElseThrow();
    cluster.move(KeySlot.of("room-1".getBytes(UTF_8)), from, to);
    assertThat(subscriber.next("ssubscribe")).contains("room-1");
    registry.until(() -> to.command("PUBSUB", "SHARDNUMSUB", "room-1").contains("1"));
    assertThat(ask(handle, "SPUBLISH", "room-1", "after")).isEqualTo("1");
    assertThat(subscriber.next("smessage")).containsExactly("smessage", "room-1", "after");
  }
}
