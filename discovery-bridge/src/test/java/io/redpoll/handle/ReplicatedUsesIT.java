package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.ask;
import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Status;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplicatedUsesIT extends Uses {

  /** The first is the primary. */
  private final List<RedisServer> servers = new ArrayList<>();

  private final List<TestPod> pods = new ArrayList<>();

  @Override
  void startService() {
    for (int i = 0; i < 3; i++) {
      RedisServer server = registry.server();
      servers.add(server);
      pods.add(TestPod.of("session-" + i, "uid-" + i, server));
    }
    followFirst();
  }

  private void followFirst() {
    RedisServer primary = servers.get(0);
    primary.command("REPLICAOF", "NO", "ONE");
    for (RedisServer replica : servers.subList(1, servers.size())) {
      replica.command("REPLICAOF", primary.host(), Integer.toString(primary.port()));
      registry.until(
          () -> replica.command("INFO", "replication").contains("master_link_status:up"));
    }
    publish();
  }

  private void publish() {
    registry.replicated(
        pods.get(0).primary(),
        pods.stream().skip(1).map(TestPod::replica).toArray(EndpointState[]::new));
  }

  @Override
  List<RedisServer> primaries() {
    return servers.subList(0, 1);
  }

  @Override
  void loseTheEndpointOf(String key) {
    servers.remove(0).kill();
    pods.remove(0);
    followFirst();
  }

  @Test
  void aSubscriberLeavesAPrimaryThatWasDemotedThoughItsConnectionStands() {
    Subscriber subscriber = new Subscriber(TestRegistry.await(handle.connect()));
    subscriber.send("SUBSCRIBE", "news");
    servers.add(servers.remove(0));
    pods.add(pods.remove(0));
    followFirst();
    assertThat(subscriber.next("subscribe")).contains("news");
    ask(handle, "PUBLISH", "news", "from the new primary");
    assertThat(subscriber.next("message")).contains("from the new primary");
    assertThat(servers.get(0).command("PUBSUB", "NUMSUB", "news")).contains("1");
    registry.until(() -> servers.get(2).command("PUBSUB", "NUMSUB", "news").contains("0"));
  }

  @Test
  void aSubscriberLeavesAFrozenPrimary() {
    Subscriber subscriber = new Subscriber(TestRegistry.await(handle.connect()));
    subscriber.send("SUBSCRIBE", "news");
    RedisServer frozen = servers.remove(0);
    TestPod pod = pods.remove(0);
    frozen.freeze();
    servers.get(0).command("REPLICAOF", "NO", "ONE");
    registry.replicated(
        pods.get(0).primary(), pods.get(1).replica(), pod.state(Status.DOWN, Role.PRIMARY));
    assertThat(subscriber.next("subscribe")).contains("news");
    ask(handle, "PUBLISH", "news", "from the new primary");
    assertThat(subscriber.next("message")).contains("from the new primary");
  }

  @Test
  void aBlockedPopGoesWhereTheWritesGo() {
    Future<Response> pop = handle.send(cmd("BLPOP", "jobs", "0"), Duration.ofSeconds(2));
    registry.until(() -> blocked() == 1);
    RedisServer old = servers.get(0);
    servers.add(servers.remove(0));
    pods.add(pods.remove(0));
    // By hand and without a demotion, so that nobody else unblocks it.
    servers.get(0).command("REPLICAOF", "NO", "ONE");
    publish();
    registry.until(() -> blocked() == 1);
    assertThat(old.command("INFO", "clients")).contains("blocked_clients:0");
    ask(handle, "RPUSH", "jobs", "job");
    assertThat(await(pop).get(1)).hasToString("job");
  }

  @Test
  void aBlockedPopOutlivesADemotionThatComesLongAfterItBegan() {
    Future<Response> pop = handle.send(cmd("BLPOP", "jobs", "0"), Duration.ofMillis(500));
    registry.until(() -> blocked() == 1);
    await(registry.vertx.timer(600, TimeUnit.MILLISECONDS));
    servers.add(servers.remove(0));
    pods.add(pods.remove(0));
    followFirst();
    registry.until(() -> blocked() == 1);
    ask(handle, "RPUSH", "jobs", "job");
    assertThat(await(pop).get(1)).hasToString("job");
  }

  @Test
  void aBlockedPopLeavesADrainingPodWhenItsSuccessorIsThere() {
    Future<Response> pop = handle.send(cmd("BLPOP", "jobs", "0"), LONG);
    registry.until(() -> blocked() == 1);
    registry.replicated(
        pods.get(0).state(Status.DRAINING, Role.PRIMARY),
        pods.get(1).replica(),
        pods.get(2).replica());
    registry.until(() -> blocked() == 0);
    servers.remove(0).kill();
    pods.remove(0);
    followFirst();
    registry.until(() -> blocked() == 1);
    ask(handle, "RPUSH", "jobs", "job");
    assertThat(await(pop).get(1)).hasToString("job");
  }

  @Test
  void aBlockedPopAtAFrozenPodFailsWhenThePodIsAgreedToBeDown() {
    Future<Response> pop = handle.send(cmd("BLPOP", "jobs", "0"), LONG);
    registry.until(() -> blocked() == 1);
    servers.get(0).freeze();
    registry.replicated(
        pods.get(0).state(Status.DOWN, Role.PRIMARY),
        pods.get(1).replica(),
        pods.get(2).replica());
    assertThat(failure(pop)).isInstanceOf(OutcomeUnknownException.class);
  }
}
