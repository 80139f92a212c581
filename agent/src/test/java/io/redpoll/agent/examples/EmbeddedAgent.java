package io.redpoll.agent.examples;

import io.redpoll.agent.AgentCluster;
import io.redpoll.agent.AgentOptions;
import io.redpoll.agent.AgentVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** An application that is an agent itself, where there is no DaemonSet. */
public final class EmbeddedAgent {

  private EmbeddedAgent() {}

  /** On a Vert.x that is no cluster: all Services are its own. With discovery-bridge alone, deploy a DiscoveryVerticle. */
  public static Future<String> alone(Vertx vertx, AgentOptions options) {
    return vertx.deployVerticle(new AgentVerticle(options));
  }

  /** In a cluster of such applications: they share the Services. */
  public static Future<Vertx> clustered(AgentOptions options) {
    return AgentCluster.joinAsAgent(options, new VertxOptions())
        .compose(vertx -> vertx.deployVerticle(new AgentVerticle(options)).map(vertx));
  }
}
