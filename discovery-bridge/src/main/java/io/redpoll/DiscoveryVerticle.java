package io.redpoll;

import io.redpoll.health.Ownership;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.UUID;

/**
 * All of Redpoll in one app: {@code vertx.deployVerticle(new DiscoveryVerticle(options))}.
 *
 * <p>It curates every Service that it sees, so deploy one of it, on a Vert.x that is no cluster or is alone in its cluster to
 * do so; where agents run, an app needs none. Undeploying stops the checks and leaves the records.
 */
public final class DiscoveryVerticle extends VerticleBase {

  private final DiscoveryOptions options;
  private ServiceDiscovery discovery;
  private DiscoveryBridge bridge;

  /** A verticle that will watch and check as {@code options} say. */
  public DiscoveryVerticle(DiscoveryOptions options) {
    this.options = options;
  }

  @Override
  public Future<?> start() {
    discovery = ServiceDiscovery.create(vertx);
    bridge = new DiscoveryBridge(
        vertx, discovery, options, Ownership.alone("embedded-" + UUID.randomUUID()));
    return bridge.start();
  }

  @Override
  public Future<?> stop() {
    return bridge.stop().onComplete(stopped -> discovery.close());
  }
}
