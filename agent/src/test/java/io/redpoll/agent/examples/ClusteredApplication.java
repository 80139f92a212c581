package io.redpoll.agent.examples;

import io.redpoll.agent.AgentCluster;
import io.redpoll.agent.AgentOptions;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.List;

/**
 * An application beside the agents of a DaemonSet: it joins their cluster as a lite member, and uses Redis through a handle.
 * In Kubernetes its options are {@code {"cluster": {"dns": "redpoll-agents.redpoll.svc", "publicHost": <the pod's IP>}}}, and its
 * pod has the label {@code redpoll.io/member=true} for the NetworkPolicy.
 */
public final class ClusteredApplication {

  private final Vertx vertx;
  private final RedisHandle redis;

  private ClusteredApplication(Vertx vertx, RedisHandle redis) {
    this.vertx = vertx;
    this.redis = redis;
  }

  /** Joins, and has a handle of {@code service}, such as {@code shop/cache}. */
  public static Future<ClusteredApplication> join(AgentOptions options, String service) {
    return AgentCluster.joinAsApplication(options, new VertxOptions()).map(vertx -> {
      ServiceDiscovery discovery = ServiceDiscovery.create(vertx);
      return new ClusteredApplication(
          vertx,
          RedisHandle.create(vertx, discovery, new RedisHandleOptions().setService(service)));
    });
  }

  /** The Vert.x of the application. */
  public Vertx vertx() {
    return vertx;
  }

  /** Writes a value and reads it again. */
  public Future<String> remember(String key, String value) {
    RedisAPI api = RedisAPI.api(redis);
    return api.set(List.of(key, value)).compose(set -> api.get(key)).map(Response::toString);
  }

  /** Leaves. */
  public Future<Void> close() {
    redis.close();
    return vertx.close();
  }
}
