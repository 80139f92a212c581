package io.redpoll;

import static io.redpoll.testing.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Observation.Healthy;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.redpoll.health.Ownership;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.testing.LogLines;
import io.redpoll.testkit.RedpollTest;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.RedisAPI;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Vert.x is closed with everything open: no socket outlives its event loop, and nobody takes it for a failure of Redis. */
@RedpollTest
class VertxCloseIT {

  /** Where Netty complains of what ends after its event loop. */
  private static final String TOO_LATE =
      "io.netty.util.concurrent.DefaultPromise.rejectedExecution";

  /** With as many event loops as an agent has. */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));

  private final LogLines tooLate = LogLines.open(TOO_LATE, Level.ALL);
  private final LogLines handles = LogLines.open("io.redpoll.handle", Level.WARNING);
  private EventQueue events;
  private DiscoveryOptions options;

  @BeforeEach
  void start(KubernetesCluster cluster) throws Exception {
    cluster.statefulSet(StatefulSetSpec.independent("shop", "cache", "cache", 6)
        .withServiceLabels(Map.of("redpoll.io/topology", "sharded")));
    events = EventQueue.of(vertx);
    options = DiscoveryOptions.of(KubernetesOptions.of(URI.create(cluster.api().uri())));
  }

  @AfterEach
  void stop() throws Exception {
    result(vertx.close());
    tooLate.close();
    handles.close();
  }

  @Test
  void connectionsOfAVerticleEndWithIt() throws Exception {
    result(vertx.deployVerticle(new DiscoveryVerticle(options)));
    events.await(EventType.SERVICE_UP);
    close();
  }

  @Test
  void connectionsOfHandlesAreNotMadeAgain() throws Exception {
    String verticle = result(vertx.deployVerticle(new DiscoveryVerticle(options)));
    events.await(EventType.SERVICE_UP);
    RedisAPI redis = RedisAPI.api(RedisHandle.create(
        vertx, ServiceDiscovery.create(vertx), new RedisHandleOptions().setService("shop/cache")));
    for (int i = 0; i < 100; i++) {
      result(redis.set(List.of("key-" + i, "value")));
    }
    result(vertx.undeploy(verticle));
    close();
  }

  @Test
  void aBridgeOfNoVerticleTellsNothingOfWhatBreaks() throws Exception {
    List<Observation> seen = new CopyOnWriteArrayList<>();
    DiscoveryBridge bridge = new DiscoveryBridge(
        vertx, ServiceDiscovery.create(vertx), options, Ownership.alone("bridge"));
    bridge.onCheck(seen::add);
    result(bridge.start());
    events.await(EventType.SERVICE_UP);
    close();
    assertThat(seen)
        .extracting(Observation::finding)
        .isNotEmpty()
        .hasOnlyElementsOfType(Healthy.class);
  }

  private void close() throws Exception {
    result(vertx.close());
    assertThat(tooLate.all()).isEmpty();
    assertThat(handles.warnings()).isEmpty();
  }
}
