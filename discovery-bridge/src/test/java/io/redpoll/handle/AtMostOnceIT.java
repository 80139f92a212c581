package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.testkit.redis.RedisCluster;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Context;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

  private static final int OUTSTANDING = 32;
  private static final long SEED = Long.getLong("redpoll.seed", 42);
  private static final List<String> KEYS =
      IntStream.range(0, 12).mapToObj(i -> "list-" + i).toList();

  private final TestRegistry registry = new TestRegistry();
  private final Random random = new Random(SEED);
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final Set<String> succeeded = ConcurrentHashMap.newKeySet();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> others = new ConcurrentLinkedQueue<>();
  private volatile boolean stop;

  @AfterEach
  void end() {
    registry.close();
  }

  private RedisHandle load() {
    RedisHandle handle =
        registry.handle(new RedisHandleOptions().setDeadline(Duration.ofSeconds(20)));
    List<Context> contexts =
        List.of(registry.vertx.getOrCreateContext(), registry.vertx.getOrCreateContext());
    for (int i = 0; i < OUTSTANDING; i++) {
      running.incrementAndGet();
      contexts.get(i % contexts.size()).runOnContext(v -> add(handle));
    }
    return handle;
  }

  private void add(RedisHandle handle) {
    int number = next.getAndIncrement();
    String word = Integer.toString(number);
    handle.send(cmd("RPUSH", KEYS.get(number % KEYS.size()), word)).onComplete((reply, failure) -> {
      if (failure == null) {
        succeeded.add(word);
      } else if (failure instanceof HandleException lost && lost.outcomeUnknown()) {
        unknown.add(word);
      } else {
        others.add(failure);
      }
      if (stop) {
        running.decrementAndGet();
      } else {
        add(handle);
      }
    });
  }

  private void awaitProgress(int commands) {
    int before = succeeded.size();
    registry.until(() -> succeeded.size() > before + commands);
  }

  private void finish(RedisHandle handle, int failovers) {
    stop = true;
    registry.until(() -> running.get() == 0);
    List<String> there = new ArrayList<>();
    for (String key : KEYS) {
      await(handle.send(cmd("LRANGE", key, "0", "-1"))).stream()
          .map(Response::toString)
          .forEach(there::add);
    }
    Set<String> sent = new HashSet<>(succeeded);
    sent.addAll(unknown);
    String how = "seed " + SEED + ", " + failovers + " failovers";
    assertThat(others).as(how).isEmpty();
    // By hand: AssertJ compares each with each.
    Set<String> once = new HashSet<>();
    assertThat(there.stream().filter(word -> !once.add(word)).toList())
        .as("twice, " + how)
        .isEmpty();
    assertThat(once.stream().filter(word -> !sent.contains(word)).toList())
        .as("never sent, " + how)
        .isEmpty();
    assertThat(once).as(how).hasSizeGreaterThan(failovers);
  }

  @Test
  void replicatedServiceWhoseReplicaTakesOver() {
    int failovers = Integer.getInteger("redpoll.failovers", 8);
    List<RedisServer> servers = new ArrayList<>(List.of(registry.server(), registry.server()));
    follow(servers);
    RedisHandle handle = load();
    for (int i = 0; i < failovers; i++) {
      awaitProgress(1 + random.nextInt(300));
      servers.remove(0).kill();
      servers.add(registry.server());
      servers.get(0).command("REPLICAOF", "NO", "ONE");
      follow(servers);
    }
    finish(handle, failovers);
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
      RedisHandle handle = load();
      for (int i = 0; i < failovers; i++) {
        awaitProgress(1 + random.nextInt(300));
        List<RedisServer> primaries = cluster.primaries();
        cluster.replace(primaries.get(random.nextInt(primaries.size())));
        registry.cluster(cluster.servers().stream().filter(RedisServer::alive).toList());
      }
      finish(handle, failovers);
    }
  }
}
