package io.redpoll.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.redis_proxy.v3.RedisProxy;
import io.envoyproxy.envoy.extensions.health_checkers.redis.v3.Redis;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The configuration of the example with Envoy by Envoy's own types: each field is one of theirs, and says what it is to say. */
class EnvoyTypesTest {

  private static final TypeRegistry EXTENSIONS = TypeRegistry.newBuilder()
      .add(RedisProxy.getDescriptor())
      .add(Redis.getDescriptor())
      .build();

  private final JsonObject example = ExamplesTest.envoyConfiguration();

  private static Bootstrap read(JsonObject configuration) throws InvalidProtocolBufferException {
    Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
    JsonFormat.parser().usingTypeRegistry(EXTENSIONS).merge(configuration.encode(), bootstrap);
    return bootstrap.build();
  }

  private Cluster cluster() throws InvalidProtocolBufferException {
    return read(example).getStaticResources().getClusters(0);
  }

  @Test
  void theListenerIsARedisProxyBeforeTheCluster() throws Exception {
    Filter filter =
        read(example).getStaticResources().getListeners(0).getFilterChains(0).getFilters(0);
    RedisProxy proxy = filter.getTypedConfig().unpack(RedisProxy.class);

    assertThat(proxy.getPrefixRoutes().getCatchAllRoute().getCluster())
        .isEqualTo(cluster().getName());
    assertThat(proxy.getSettings().getOpTimeout()).isEqualTo(Durations.fromSeconds(1));
    assertThat(proxy.getSettings().getEnableHashtagging()).isTrue();
  }

  @Test
  void eachRedisIsCheckedBeforeAnythingIsSentToIt() throws Exception {
    HealthCheck check = cluster().getHealthChecks(0);
    Duration second = Durations.fromSeconds(1);

    assertThat(check.getCustomHealthCheck().getTypedConfig().is(Redis.class)).isTrue();
    assertThat(check.getInterval()).isEqualTo(second);
    assertThat(check.getNoTrafficInterval()).isEqualTo(second);
    assertThat(cluster().getLbPolicy()).isEqualTo(LbPolicy.MAGLEV);
    assertThat(cluster().getLoadAssignment().getEndpoints(0).getLbEndpointsCount())
        .isEqualTo(3);
  }

  @Test
  void whatEnvoyDoesNotKnowIsRefused() {
    JsonObject wrong = example.put("static_resource", new JsonObject());

    assertThatThrownBy(() -> read(wrong)).hasMessageContaining("static_resource");
  }
}
