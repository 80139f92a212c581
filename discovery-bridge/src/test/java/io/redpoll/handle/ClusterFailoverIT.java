package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.testkit.redis.RedisCluster;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A primary of a Redis Cluster goes, and no agent is there to tell: the snapshot stays as it was. */
class ClusterFailoverIT {

  private final RedisCluster cluster =
      RedisCluster.start(3, 1, "--cluster-require-full-coverage", "no");
  private final TestRegistry registry = new TestRegistry();
  private RedisHandle handle;

  @BeforeEach
  void start() {
    registry.cluster(cluster.servers());
    handle = registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(18)));
    for (int shard = 0; shard < 3; shard++) {
      ask(handle, "SET", key(shard), "before");
    }
    cluster.await(
        "replication",
        () -> IntStream.range(3, 6)
            .allMatch(i -> cluster.servers().get(i).command("DBSIZE").equals("1")));
  }

  @AfterEach
  void end() {
    registry.close();
    cluster.close();
  }

  /** A key of this shard. */
  private static String key(int shard) {
    return Stream.iterate(0, i -> i + 1)
        .map(i -> "key-" + i)
        .filter(key -> KeySlot.of(key.getBytes(UTF_8)) * 3 / RedisCluster.SLOTS == shard)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void writesWaitForTheReplicaThatTakesOverAndOtherSlotsDoNotNotice() {
    cluster.servers().get(0).kill();
    Future<Response> write = handle.send(cmd("SET", key(0), "after"));
    List<Future<Response>> others = IntStream.range(0, 500)
        .mapToObj(i -> handle.send(cmd("INCR", "{" + key(1 + i % 2) + "}n"), Duration.ofSeconds(2)))
        .toList();
    await(Future.all(others));
    assertThat(await(write)).hasToString("OK");
    assertThat(cluster.isPrimary(cluster.servers().get(3))).isTrue();
    assertThat(ask(handle, "GET", key(0))).isEqualTo("after");
  }

  /** No ordinary command fails here, and no snapshot comes: nothing else would ask for slots in time. */
  @Test
  void connectionsOfTheirOwnAreMadeToTheReplicaThatTakesOver() {
    String jobs = "{" + key(0) + "}jobs";
    Duration soon = Duration.ofSeconds(10);
    RedisHandle other = registry.handle(new RedisHandleOptions().setDeadline(soon));
    cluster.servers().get(0).kill();
    Future<RedisConnection> pinned = other.connect(jobs);
    Future<Response> pop = other.send(cmd("BLPOP", jobs, "0"));
    assertThat(cluster.servers().get(3).command("CLUSTER", "FAILOVER", "TAKEOVER"))
        .isEqualTo("OK");
    RedisConnection own = await(pinned);
    await(own.send(cmd("RPUSH", jobs, "job")));
    assertThat(await(pop).get(1)).hasToString("job");
  }

  @Test
  void aPlannedFailoverUnderLoadFailsNothing() {
    List<Future<Response>> writes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      if (i == 200) {
        cluster.failover(cluster.servers().get(3));
      }
      writes.add(handle.send(cmd("INCR", "{" + key(0) + "}n")));
    }
    await(Future.all(writes));
    assertThat(ask(handle, "GET", "{" + key(0) + "}n")).isEqualTo("400");
  }

  @Test
  void connectionsForReadsOfAReplicaThatTookOverStillAnswer() {
    RedisHandle reader = registry.handle(new RedisHandleOptions()
        .setReadFrom(ReadFrom.REPLICA_PREFERRED)
        .setDeadline(Duration.ofSeconds(18)));
    assertThat(ask(reader, "GET", key(0))).isEqualTo("before");
    cluster.servers().get(0).kill();
    assertThat(ask(reader, "GET", key(0))).isEqualTo("before");
    assertThat(ask(handle, "SET", key(0), "after")).isEqualTo("OK");
    assertThat(ask(reader, "GET", key(0))).isEqualTo("after");
  }
}
