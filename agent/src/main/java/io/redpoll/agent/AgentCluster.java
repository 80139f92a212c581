package io.redpoll.agent;

import com.hazelcast.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How an application becomes a member of the agents' cluster. Of the options only those under {@code cluster}, and the node and
 * the zone of a member that is an agent itself, count here. Each method may be called on any thread.
 */
public final class AgentCluster {

  private static final Duration LOOKUP_PAUSE = Duration.ofSeconds(2);

  private AgentCluster() {}

  /**
   * Joins as a lite member: it holds none of the cluster's data, so that it comes and goes at no cost to others, and uses records,
   * handles and events. Waits until DNS names an agent where {@code cluster.dns} is set; the application's own pod need
   * not be among those.
   *
   * @return the clustered Vert.x, made with {@code vertxOptions}, whose event bus gets the host and port of {@code options}
   */
  public static Future<Vertx> joinAsApplication(AgentOptions options, VertxOptions vertxOptions) {
    return join(
        options, vertxOptions, ClusterConfig.application(options, JoinGate.Lookup.jdk()), "");
  }

  /** Joins as a member on which an {@link AgentVerticle} is to be deployed, with the same options. */
  public static Future<Vertx> joinAsAgent(AgentOptions options, VertxOptions vertxOptions) {
    String name = AgentName.of(options, ThreadLocalRandom.current());
    return join(
        options,
        vertxOptions,
        ClusterConfig.hazelcast(options, name, JoinGate.Lookup.jdk()),
        options.get(Keys.CLUSTER_PUBLIC_HOST));
  }

  private static Future<Vertx> join(
      AgentOptions options, VertxOptions vertxOptions, Config config, String self) {
    return whenNamed(options, self)
        .compose(named -> Vertx.builder()
            .with(
                new VertxOptions(vertxOptions).setEventBusOptions(ClusterConfig.eventBus(options)))
            .withClusterManager(new HazelcastClusterManager(config))
            .buildClustered())
        .recover(e -> Future.failedFuture(ClusterConfig.cannotJoin(options, e)));
  }

  /** Waits on a Vert.x of its own, since the one to come is not there yet. */
  private static Future<Void> whenNamed(AgentOptions options, String self) {
    String dns = options.get(Keys.CLUSTER_DNS);
    if (dns.isEmpty()) {
      return Future.succeededFuture();
    }
    Vertx waiting = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    return new JoinGate(waiting, dns, self, LOOKUP_PAUSE, JoinGate.Lookup.jdk())
        .whenOpen()
        .eventually(waiting::close);
  }
}
