package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.testkit.redis.RedisCluster;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Primaries are killed under load, and replicas take over that may lack what was answered last: replication is asynchronous,
 * and no client can make good for that. What holds all the same: no command runs twice, each fails only with its outcome
 * unknown, and what a list has was sent.
 *
 * <p>Each command adds a number of its own to a list, since a counter would not tell a loss from a repetition.
 * {@code -Dredpoll.failovers=100 -Dredpoll.seed=7} for the long form, or another one.
 */
@Timeout(
    value = 1,
    unit = TimeUnit.HOURS) // The long form; a hang ends by the patience of TestRegistry.
class AtMostOnceIT {

  private static final long SEED = Long.getLong("redpoll.seed", 42);
  private static final List<String> KEYS =
      IntStream.range(0, 12).mapToObj(i -> "list-" + i).toList();

  private final TestRegistry registry = new TestRegistry();
  private final Random random = new Random(SEED);

  @AfterEach
  void end() {
    registry.close();
  }

  private Load adding() {
    return new Load(
        registry, number -> cmd("RPUSH", KEYS.get(number % KEYS.size()), Integer.toString(number)));
  }

  private static void finish(Load load, int failovers) {
    String how = "seed " + SEED + ", " + failovers + " failovers";
    load.stop(how);
    List<Integer> there = new ArrayList<>();
    for (String key : KEYS) {
      await(load.handle().send(cmd("LRANGE", key, "0", "-1"))).stream()
          .map(Response::toInteger)
          .forEach(there::add);
    }
    Set<Integer> sent = new HashSet<>(load.succeeded());
    sent.addAll(load.unknown());
    // By hand: AssertJ compares each with each.
    Set<Integer> once = new HashSet<>();
    assertThat(there.stream().filter(number -> !once.add(number)).toList())
        .as("twice, " + how)
        .isEmpty();
    assertThat(once.stream().filter(number -> !sent.contains(number)).toList())
        .as("never sent, " + how)
        .isEmpty();
    assertThat(once).as(how).hasSizeGreaterThan(failovers);
  }

  @Test
  void replicatedServiceWhoseReplicaTakesOver() {
    int failovers = Integer.getInteger("redpoll.failovers", 8);
    List<RedisServer> servers = new ArrayList<>(List.of(registry.server(), registry.server()));
    follow(servers);
    Load load = adding();
    for (int i = 0; i < failovers; i++) {
      load.awaitProgress(1 + random.nextInt(300));
      servers.remove(0).kill();
      servers.add(registry.server());
      servers.get(0).command("REPLICAOF", "NO", "ONE");
      follow(servers);
    }
    finish(load, failovers);
  }

  /** The first is the primary, and the others follow it. */
  private void follow(List<RedisServer> servers) {
    RedisServer primary = servers.get(0);
    List<EndpointState> replicas = new ArrayList<>();
    for (RedisServer replica : servers.subList(1, servers.size())) {
      replica.command("REPLICAOF", primary.host(), Integer.toString(primary.port()));
      replicas.add(pod(replica).replica());
    }
    registry.replicated(pod(primary).primary(), replicas.toArray(EndpointState[]::new));
    // Whoever takes over next shall have something.
    for (RedisServer replica : servers.subList(1, servers.size())) {
      registry.until(
          () -> replica.command("INFO", "replication").contains("master_link_status:up"));
    }
  }

  private static TestPod pod(RedisServer server) {
    return TestPod.of("pod-" + server.pid(), "uid-" + server.pid(), server);
  }

  @Test
  void clusterWhoseReplicasTakeOver() {
    int failovers = Integer.getInteger("redpoll.failovers", 2);
    RedisServerOptions noElections =
        RedisServerOptions.DEFAULT.withArgs(List.of("--cluster-replica-no-failover", "yes"));
    try (RedisCluster cluster = RedisCluster.start(noElections, 3, 1)) {
      registry.cluster(cluster.servers());
      Load load = adding();
      for (int i = 0; i < failovers; i++) {
        load.awaitProgress(1 + random.nextInt(300));
        List<RedisServer> primaries = cluster.primaries();
        cluster.replace(primaries.get(random.nextInt(primaries.size())));
        registry.cluster(cluster.servers().stream().filter(RedisServer::alive).toList());
      }
      finish(load, failovers);
    }
  }
}
