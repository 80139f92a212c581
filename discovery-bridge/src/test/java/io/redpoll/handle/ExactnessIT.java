package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.cmd;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.testkit.redis.RedisCluster;
import io.redpoll.testkit.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counting with INCR while connections break and pods are killed and come back with their data: nothing is counted twice, nothing
 * counted is lost. {@link AtMostOnceIT} has what is left of that where a replica takes over.
 */
@Timeout(
    value = 1,
    unit = TimeUnit.HOURS) // The long forms; a hang ends by the patience of TestRegistry.
class ExactnessIT {

  /** On all shards, and more than one for each event loop. */
  private static final List<String> KEYS =
      IntStream.range(0, 12).mapToObj(i -> "counter-" + i).toList();

  /**
   * Data that outlives its process. (With "everysec" a server may answer before it writes; with "no" it writes first, which
   * outlives the process.)
   */
  private static final String[] DURABLE = {"--appendonly", "yes", "--appendfsync", "no"};

  private final TestRegistry registry = new TestRegistry();

  @AfterEach
  void end() {
    registry.close();
  }

  private Load counting() {
    return new Load(registry, number -> cmd("INCR", KEYS.get(number % KEYS.size())));
  }

  private static void finish(Load load, String how) {
    load.stop(how);
    long sum = KEYS.stream()
        .mapToLong(key -> Long.parseLong(ask(load.handle(), "GET", key)))
        .sum();
    long succeeded = load.succeeded().size();
    assertThat(sum).as(how).isBetween(succeeded, succeeded + load.unknown().size());
  }

  @Test
  void connectionsThatBreakCostNoCount() {
    RedisServer server = registry.server();
    registry.standalone(TestPod.of("redis-0", "a", server).primary());
    Load load = counting();
    for (int i = 0; i < 100; i++) {
      load.awaitProgress(200);
      server.command("CLIENT", "KILL", "TYPE", "normal");
    }
    finish(load, "connections killed");
  }

  /** A primary that is back before anyone takes over, and its replicas too: {@code -Dredpoll.restarts=100} for the long form. */
  @Test
  void podsOfAReplicatedServiceThatComeBackInPlaceCostNoCount() {
    int restarts = Integer.getInteger("redpoll.restarts", 10);
    long seed = Long.getLong("redpoll.seed", 42);
    Random random = new Random(seed);
    List<RedisServer> servers = List.of(registry.server(DURABLE), registry.server(DURABLE));
    RedisServer primary = servers.get(0);
    follow(servers.get(1), primary);
    registry.replicated(
        TestPod.of("session-0", "uid-0", primary).primary(),
        TestPod.of("session-1", "uid-1", servers.get(1)).replica());
    Load load = counting();
    for (int i = 0; i < restarts; i++) {
      load.awaitProgress(random.nextInt(300));
      RedisServer pod = servers.get(random.nextInt(servers.size()));
      pod.restartInPlace(() -> {});
      if (pod != primary) {
        follow(pod, primary);
      }
    }
    finish(load, "seed " + seed + ", " + restarts + " restarts");
  }

  private static void follow(RedisServer replica, RedisServer primary) {
    replica.command("REPLICAOF", primary.host(), Integer.toString(primary.port()));
  }

  /** The same without replicas, in a cluster: {@code -Dredpoll.restarts=100} for the long form. */
  @Test
  void nodesOfAClusterThatComeBackInPlaceCostNoCount() {
    int restarts = Integer.getInteger("redpoll.restarts", 4);
    long seed = Long.getLong("redpoll.seed", 42);
    Random random = new Random(seed);
    try (RedisCluster cluster = RedisCluster.start(3, 0, DURABLE)) {
      registry.cluster(cluster.servers());
      Load load = counting();
      for (int i = 0; i < restarts; i++) {
        load.awaitProgress(random.nextInt(300));
        cluster.servers().get(random.nextInt(3)).restartInPlace(() -> {});
        // Not before all nodes hold that it is back: two that are away at once are no majority.
        cluster.awaitOk();
      }
      finish(load, "seed " + seed + ", " + restarts + " restarts");
    }
  }

  /** {@code -Dredpoll.kills=1000 -Dredpoll.seed=7} for the long form, or another one. */
  @Test
  void podsThatAreKilledAtRandomCostNoCount(@TempDir Path data) {
    int kills = Integer.getInteger("redpoll.kills", 25);
    long seed = Long.getLong("redpoll.seed", 42);
    Random random = new Random(seed);
    List<String> ring = List.of("redis-0", "redis-1", "redis-2");
    RedisServer[] servers = new RedisServer[ring.size()];
    EndpointState[] states = new EndpointState[ring.size()];
    for (int pod = 0; pod < servers.length; pod++) {
      servers[pod] = durable(data.resolve(ring.get(pod)));
      states[pod] = TestPod.of(ring.get(pod), "uid-" + pod, servers[pod]).primary();
    }
    registry.sharded(ring, states);
    Load load = counting();
    for (int i = 0; i < kills; i++) {
      load.awaitProgress(random.nextInt(300));
      int pod = random.nextInt(servers.length);
      servers[pod].kill();
      servers[pod] = durable(data.resolve(ring.get(pod)));
      states[pod] =
          TestPod.of(ring.get(pod), "uid-" + pod + "-" + i, servers[pod]).primary();
      registry.sharded(ring, states);
    }
    finish(load, "seed " + seed + ", " + kills + " kills");
  }

  private RedisServer durable(Path data) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return registry.server(Stream.concat(Stream.of("--dir", data.toString()), Stream.of(DURABLE))
        .toArray(String[]::new));
  }
}
