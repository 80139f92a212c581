package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.redis.RedisCluster;
import io.redpoll.testkit.redis.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClusterUsesIT extends Uses {

  private RedisCluster cluster;

  @Override
  void startService() {
    // Here no test is about elections: the one that loses a primary says who takes over.
    cluster = RedisCluster.start(
        registry.options.withArgs(List.of("--cluster-replica-no-failover", "yes")), 3, 1);
    registry.cluster(servers());
  }

  @AfterEach
  void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private List<RedisServer> servers() {
    return cluster.servers().stream().filter(RedisServer::alive).toList();
  }

  @Override
  List<RedisServer> primaries() {
    return cluster.primaries();
  }

  @Override
  void loseTheEndpointOf(String key) {
    cluster.replace(key.isEmpty() ? subscribed() : owner(key));
    registry.cluster(servers());
  }

  /** Where a subscriber is: without a key it may be at any primary. */
  private RedisServer subscribed() {
    return servers().stream()
        .filter(server -> !server.command("CLIENT", "LIST", "TYPE", "pubsub").isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private RedisServer owner(String key) {
    return primaries().stream()
        .filter(server -> !server.command("GET", key).startsWith("-"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Tag(NEEDS_REDIS_7)
  void aShardedSubscriberFollowsItsSlot() {
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
