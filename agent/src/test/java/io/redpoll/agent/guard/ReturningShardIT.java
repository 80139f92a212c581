package io.redpoll.agent.guard;

import static io.redpoll.agent.guard.Application.await;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redpoll.agent.AgentOptions;
import io.redpoll.agent.FreePorts;
import io.redpoll.agent.examples.EmbeddedAgent;
import io.redpoll.agent.examples.EventSubscriber;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.handle.UnavailableException;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.RedisPod;
import io.redpoll.testkit.kubernetes.StatefulSet;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A set on a shard, the shard out, a set elsewhere, the shard back with its old data, while two applications read all the
 * time: what they read is absent, or no older than what was acknowledged before the read began.
 */
class ReturningShardIT {

  private static final String SERVICE = "shop/cache";
  private static final String AWAY = "cache-1";
  private static final List<String> OTHERS = List.of("cache-0", "cache-2");
  private static final List<String> KEYS =
      IntStream.range(0, 60).mapToObj(i -> "key-" + i).toList();

  private final KubernetesCluster kubernetes = KubernetesCluster.start();
  private final Ledger ledger = new Ledger();
  private List<Integer> ports;
  private StatefulSet set;
  private Vertx agent;
  private Application first;
  private Application second;

  /** How a shard goes, and how it comes back with what it had. */
  enum Way {
    /** The same process: it was cut off, and is not any more. */
    PARTITION {
      @Override
      void leaveAndReturn(StatefulSet set, Runnable meanwhile) {
        set.pod(AWAY).freeze();
        meanwhile.run();
        set.pod(AWAY).thaw();
      }
    },
    /** Another process in the same pod, which loads what the one before saved. */
    CONTAINER_RESTART {
      @Override
      void leaveAndReturn(StatefulSet set, Runnable meanwhile) {
        set.pod(AWAY).restartInPlace(meanwhile);
      }
    },
    /** Another pod of the same name, with the volume of the one before. */
    REPLACED_AFTER_A_CRASH {
      @Override
      void leaveAndReturn(StatefulSet set, Runnable meanwhile) {
        RedisPod old = set.pod(AWAY);
        old.kill();
        meanwhile.run();
        set.awaitReplacement(old);
      }
    },
    /** The same, but announced: the pod is there, and draining, while its keys move. */
    DELETED {
      @Override
      void leaveAndReturn(StatefulSet set, Runnable meanwhile) {
        RedisPod old = set.pod(AWAY);
        old.delete();
        meanwhile.run();
        set.awaitReplacement(old);
      }
    };

    abstract void leaveAndReturn(StatefulSet set, Runnable meanwhile);
  }

  @BeforeEach
  void takePorts() throws Exception {
    ports = FreePorts.take(6);
  }

  @AfterEach
  void stop() {
    for (Application application :
        Stream.of(first, second).filter(a -> a != null).toList()) {
      application.close();
    }
    if (agent != null) {
      await(agent.close());
    }
    kubernetes.close();
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @CsvSource({
    "PARTITION, 1",
    "PARTITION, 2",
    "CONTAINER_RESTART, 3",
    "REPLACED_AFTER_A_CRASH, 4",
    "DELETED, 5"
  })
  void nobodyReadsTheOldValue(Way way, long seed) {
    start("cache", List.of());
    Set<String> moved = fill(seed);
    way.leaveAndReturn(set, () -> {
      if (way == Way.DELETED) {
        second.until(without(AWAY));
      }
      // The other may not have heard of it yet: what it asks of the shard brings nothing.
      first.until(without(AWAY));
      first.write(KEYS, 2);
    });
    both(application -> application.until(ReturningShardIT::isComplete));
    assertThat(set.pod(AWAY).command("DBSIZE")).as("keys of who returned").isEqualTo("0");
    both(application -> application.awaitReads(1000));
    second.write(KEYS, 3);
    both(application -> application.awaitReads(1000));
    assertThat(ledger.stale()).as("stale reads, seed " + seed).isEmpty();
    assertThat(keysOf(AWAY)).as("keys that came back").isEqualTo(moved);
    assertThat(flushes(AWAY)).isPositive();
    assertThat(OTHERS).allSatisfy(pod -> assertThat(flushes(pod)).as(pod).isZero());
  }

  /** What the others held for it is swept, so it may leave the ring again. */
  @ParameterizedTest(name = "{0}, seed {1}")
  @CsvSource({"PARTITION, 8", "CONTAINER_RESTART, 9"})
  void whoReturnedMayLeaveAgainAndNobodyReadsTheOldValue(Way way, long seed) {
    start("cache", List.of());
    Set<String> moved = fill(seed);
    way.leaveAndReturn(set, () -> {
      first.until(without(AWAY));
      first.write(KEYS, 2);
    });
    both(application -> application.until(ReturningShardIT::isComplete));
    second.write(KEYS, 3);
    first.until(snapshot -> snapshot.swept().keySet().containsAll(OTHERS));
    assertThat(OTHERS)
        .allSatisfy(pod -> assertThat(keysOf(pod)).as(pod).doesNotContainAnyElementsOf(moved));
    assertThat(keysOf(AWAY)).as("its own").isEqualTo(moved);
    way.leaveAndReturn(set, () -> {
      first.until(without(AWAY));
      both(application -> application.awaitReads(1000));
      first.write(KEYS, 4);
    });
    both(application -> application.until(ReturningShardIT::isComplete));
    both(application -> application.awaitReads(1000));
    second.write(KEYS, 5);
    both(application -> application.awaitReads(1000));
    assertThat(ledger.stale()).as("stale reads, seed " + seed).isEmpty();
    assertThat(keysOf(AWAY)).as("keys that came back").isEqualTo(moved);
    assertThat(OTHERS).allSatisfy(pod -> assertThat(flushes(pod)).as(pod).isZero());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACL", "RENAMED"})
  void whoRefusesToBeEmptiedStaysOutAndItsEventSaysWhy(String how) {
    boolean renamed = how.equals("RENAMED");
    start("cache", renamed ? List.of("--rename-command", "FLUSHALL", "") : List.of());
    if (!renamed) {
      set.pod(AWAY).command("ACL", "SETUSER", "default", "-flushall");
    }
    Promise<JsonObject> excluded = Promise.promise();
    await(EventSubscriber.listen(first.vertx(), event -> {
      if (event.getString("type").equals("shard.excluded")) {
        excluded.tryComplete(event);
      }
    }));
    fill(6);
    set.pod(AWAY).freeze();
    first.until(without(AWAY));
    first.write(KEYS, 2);
    set.pod(AWAY).thaw();

    JsonObject event = await(excluded.future());
    assertThat(event.getJsonObject("endpoint").getString("pod")).isEqualTo(AWAY);
    assertThat(event.getString("to")).contains(renamed ? "unknown command" : "NOPERM");
    both(application -> application.awaitReads(1000));
    both(application -> assertThat(application.redis().snapshot()).get().matches(without(AWAY)));
    assertThat(set.pod(AWAY).command("DBSIZE")).as("keys of who refused").isNotEqualTo("0");
    assertThat(ledger.stale()).isEmpty();
  }

  @Test
  void inModeStoreTheKeysWaitForTheirShardAndNothingIsLost() {
    start("store", List.of());
    Set<String> keys = fill(7);
    String one = keys.iterator().next();
    set.pod(AWAY).freeze();
    both(application -> application.until(down(AWAY)));
    both(application ->
        assertThat(application.redis().snapshot()).get().matches(ReturningShardIT::isComplete));
    assertThat(catchThrowable(() ->
            await(first.redis().send(Request.cmd(Command.GET).arg(one), Duration.ofMillis(300)))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll(SERVICE, "shard " + AWAY, "DOWN");
    first.write(KEYS.stream().filter(key -> !keys.contains(key)).toList(), 2);
    set.pod(AWAY).thaw();
    both(application -> application.until(down(AWAY).negate()));
    for (String key : keys) {
      assertThat(await(second.redis().send(Request.cmd(Command.GET).arg(key)))).hasToString("1");
    }
    assertThat(keysOf(AWAY)).isEqualTo(keys);
    assertThat(set.pods()).allSatisfy(pod -> assertThat(flushes(pod.name())).isZero());
    assertThat(ledger.stale()).isEmpty();
  }

  /** Has all keys written and saved, and both applications watching; which of the keys are on the shard that will go. */
  private Set<String> fill(long seed) {
    first.write(KEYS, 1);
    set.pods().forEach(pod -> assertThat(pod.command("SAVE")).isEqualTo("OK"));
    first.watch(KEYS, seed);
    second.watch(KEYS, -seed);
    both(application -> application.awaitReads(100));
    Set<String> keys = keysOf(AWAY);
    assertThat(keys).isNotEmpty().hasSizeLessThan(KEYS.size());
    return keys;
  }

  private void both(Consumer<Application> what) {
    what.accept(first);
    what.accept(second);
  }

  private Set<String> keysOf(String pod) {
    return set.pod(pod).command("KEYS", "*").lines().collect(toSet());
  }

  /** How often its process was told to empty itself. */
  private long flushes(String pod) {
    return set.pod(pod)
        .command("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_flush"))
        .count();
  }

  private static Predicate<Snapshot> without(String shard) {
    return snapshot -> !snapshot.ring().isEmpty() && !snapshot.ring().contains(shard);
  }

  private static boolean isComplete(Snapshot snapshot) {
    return snapshot.ring().size() == 3;
  }

  private static Predicate<Snapshot> down(String shard) {
    return snapshot -> snapshot.endpoints().stream()
        .anyMatch(state -> state.endpoint().shard().equals(shard) && state.status() == Status.DOWN);
  }

  private void start(String mode, List<String> redisArgs) {
    set = kubernetes.statefulSet(StatefulSetSpec.independent("shop", "cache", "cache", 3)
        .withServiceLabels(Map.of("redpoll.io/topology", "sharded", "redpoll.io/mode", mode))
        .withRedisArgs(redisArgs)
        .withVolumes());
    agent = await(EmbeddedAgent.clustered(options(0)));
    first = Application.join("first", options(2), SERVICE, ledger);
    second = Application.join("second", options(4), SERVICE, ledger);
    both(application -> application.until(ReturningShardIT::isComplete));
  }

  /** Of the member that has this port and the next. */
  private AgentOptions options(int port) {
    JsonArray members = new JsonArray();
    for (int i = 0; i < ports.size(); i += 2) {
      members.add("127.0.0.1:" + ports.get(i));
    }
    return new AgentOptions(new JsonObject()
        .put("kubernetes", new JsonObject().put("url", kubernetes.api().uri()))
        .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
        .put(
            "cluster",
            new JsonObject()
                .put("enabled", true)
                .put("name", "guard-" + ports.get(0))
                .put("members", members)
                .put("publicHost", "127.0.0.1")
                .put("port", ports.get(port))
                .put("eventBusPort", ports.get(port + 1))));
  }
}
