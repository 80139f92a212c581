package io.redpoll.handle;

import static io.redpoll.handle.TestRegistry.await;
import static io.redpoll.handle.TestRegistry.cmd;
import static io.redpoll.handle.TestRegistry.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.registry.ServiceRecord;
import io.redpoll.testkit.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Redis;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisServiceTypeIT {

  private final TestRegistry registry = new TestRegistry();
  private Record record;

  @BeforeEach
  void start() {
    RedisServer server = registry.server();
    registry.standalone(TestPod.of("redis-0", "a", server).primary());
    record = await(registry.discovery.getRecord(new JsonObject().put("type", ServiceRecord.TYPE)));
  }

  @AfterEach
  void end() {
    registry.close();
  }

  @Test
  void theRegistryGivesAHandleAndTakesItBack() {
    ServiceReference reference = registry.discovery.getReference(record);
    Redis redis = reference.getAs(Redis.class);
    assertThat(redis).isInstanceOf(RedisHandle.class).isSameAs(reference.getAs(Redis.class));
    assertThat(await(redis.send(cmd("SET", "k", "v")))).hasToString("OK");
    reference.release();
    assertThat(failure(redis.send(cmd("GET", "k")))).isInstanceOf(HandleClosedException.class);
  }

  @Test
  void referencesShareAndTheLastOneCloses() {
    ServiceReference one = registry.discovery.getReference(record);
    ServiceReference other = registry.discovery.getReference(record);
    Redis redis = other.getAs(Redis.class);
    assertThat(one.getAs(Redis.class)).isNotSameAs(redis);
    one.release();
    assertThat(await(redis.send(cmd("PING")))).hasToString("PONG");
    other.release();
  }

  @Test
  void itsConfigurationIsThatOfAHandle() {
    JsonObject configuration = new JsonObject().put("readFrom", "ANY").put("deadline", 500);
    ServiceReference reference =
        registry.discovery.getReferenceWithConfiguration(record, configuration);
    assertThat(await(reference.getAs(Redis.class).send(cmd("PING")))).hasToString("PONG");
    assertThatThrownBy(() -> registry.discovery.getReferenceWithConfiguration(
            record, new JsonObject().put("readForm", "ANY")))
        .hasMessageContainingAll("readForm", "readFrom");
    reference.release();
  }
}
