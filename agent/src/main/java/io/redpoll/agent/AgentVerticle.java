package io.redpoll.agent;

import com.hazelcast.core.HazelcastInstance;
import io.redpoll.agent.AgentState.Work;
import io.redpoll.agent.http.Latencies;
import io.redpoll.agent.metrics.AgentMeter;
import io.redpoll.endpoint.Observation;
import io.redpoll.health.Ownership;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The work of an agent as a verticle: mirrors, checks and announces the Redis endpoints of its Services. In a clustered
 * Vert.x it shares the Services with the other agents; alone it has them all.
 *
 * <p>Its state belongs to its own context. Undeploying it hands over in order: it is no longer ready, then the other agents
 * take over what it looks after, then it stops checking.
 */
public final class AgentVerticle extends VerticleBase {

  private static final Duration BEAT = Duration.ofSeconds(1);

  private final AgentOptions options;
  private final String name;
  private final AgentState state;
  private final Discovery.Factory library;
  private final AgentMeter meter;
  private final Latencies latencies;
  private Optional<ClusterOwnership> membership = Optional.empty();
  private ServiceDiscovery registry;
  private Discovery discovery;

  /**
   * An agent inside an application, without an admin port. Where the application is clustered, its member carries the
   * attribute {@value ClusterConfig#AGENT} with a name unique in the cluster.
   */
  public AgentVerticle(AgentOptions options) {
    this(
        options,
        AgentName.of(options, ThreadLocalRandom.current()),
        new AgentState(System::nanoTime),
        Library::discovery,
        AgentMeter.NONE);
  }

  AgentVerticle(
      AgentOptions options,
      String name,
      AgentState state,
      Discovery.Factory library,
      AgentMeter meter) {
    this.options = options;
    this.name = name;
    this.state = state;
    this.library = library;
    this.meter = meter;
    this.latencies = new Latencies(System::nanoTime, options.get(Keys.PROBE_INTERVAL));
  }

  @Override
  public Future<?> start() {
    beat(System.nanoTime());
    return follow().compose(this::work);
  }

  /** Who shares the work: the agents of the cluster around, or this one alone. */
  private Future<Ownership> follow() {
    return hazelcast()
        .map(member -> ClusterOwnership.follow(member, context)
            .onSuccess(joined -> membership = Optional.of(joined))
            .<Ownership>map(joined -> joined))
        .orElseGet(() -> Future.succeededFuture(Ownership.alone(name)));
  }

  private Future<Void> work(Ownership ownership) {
    registry = ServiceDiscovery.create(vertx);
    discovery = library.create(vertx, registry, options, ownership);
    discovery.onCheck(this::checked);
    state.running(discovery::snapshots);
    discovery
        .whenSynced()
        .onSuccess(synced -> membership.ifPresent(ClusterOwnership::enter))
        .onSuccess(synced -> state.synced());
    return discovery
        .start()
        .compose(started -> latencies.start(vertx, ownership.self()))
        .onSuccess(answering -> state.working(
            vertx,
            new Work(
                ownership.self(),
                () -> ownership.agents().stream().map(agent -> agent.name()).toList(),
                () -> discovery.metrics().withStrangers(latencies.dropped()),
                () -> Membership.facts(hazelcast(), ownership.agents().size()))));
  }

  private void checked(Observation observation) {
    latencies.observe(observation);
    meter.checked(observation);
  }

  /** Shows that the event loop turns, and finds out when the whole process stood still. */
  private void beat(long before) {
    state.turned();
    long now = System.nanoTime();
    Duration late = Duration.ofNanos(now - before).minus(BEAT);
    meter.turned(late.isNegative() ? Duration.ZERO : late);
    if (late.compareTo(ClusterConfig.MAX_SILENCE) > 0) {
      membership.ifPresent(joined -> joined.stoodStill(late));
    }
    vertx.setTimer(BEAT.toMillis(), id -> beat(now));
  }

  @Override
  public Future<?> stop() {
    state.stopping();
    Future<Void> handedOver =
        membership.map(ClusterOwnership::leave).orElseGet(Future::succeededFuture);
    return handedOver
        .compose(left -> Future.join(latencies.stop(), discovery.stop()))
        .eventually(() -> {
          membership.ifPresent(ClusterOwnership::close);
          registry.close();
          return Future.succeededFuture();
        });
  }

  private Optional<HazelcastInstance> hazelcast() {
    return vertx instanceof VertxInternal internal
            && internal.clusterManager() instanceof HazelcastClusterManager manager
        ? Optional.of(manager.getHazelcastInstance())
        : Optional.empty();
  }
}
