package io.redpoll.agent;

import io.redpoll.agent.http.AdminServer;
import io.redpoll.agent.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * One agent as a process: the admin port first, then the cluster if it is wanted, then the work.
 *
 * <p>Any thread may start it, once, and stop it, also again and before it has started.
 */
final class Agent {

  private static final System.Logger LOG = System.getLogger(Agent.class.getName());
  private static final Duration LOOKUP_PAUSE = Duration.ofSeconds(2);

  private final AgentOptions options;
  private final Discovery.Factory library;
  private final JoinGate.Lookup lookup;
  private final String name;
  private final AgentState state = new AgentState(System::nanoTime);
  private final Vertx front = Vertx.vertx(vertxOptions());
  private final Meters meters;
  private final AdminServer admin;
  private final JoinGate gate;

  // Of no context: who waits for them is no event loop, and the last one ends after the event
  // loops.
  private final Promise<Vertx> joined = Promise.promise();
  private final Promise<Void> started = Promise.promise();
  private final Promise<Void> stopped = Promise.promise();
  private volatile boolean begun;
  private final AtomicBoolean stopping = new AtomicBoolean();

  Agent(
      AgentOptions options,
      Discovery.Factory library,
      JoinGate.Lookup lookup,
      RandomGenerator random) {
    this.options = options;
    this.library = library;
    this.lookup = lookup;
    this.name = AgentName.of(options, random);
    this.meters = new Meters(state, Redpoll.version(), options.get(Keys.METRICS_SERVICES));
    this.admin =
        new AdminServer(options.get(Keys.HTTP_HOST), options.get(Keys.HTTP_PORT), state, meters);
    this.gate = new JoinGate(
        front,
        options.get(Keys.CLUSTER_DNS),
        options.get(Keys.CLUSTER_PUBLIC_HOST),
        LOOKUP_PAUSE,
        lookup);
  }

  /** Succeeds when the work has begun. Fails for what waiting does not cure: a port in use, a file that is not there. */
  Future<Void> start() {
    begun = true;
    front
        .deployVerticle(admin)
        .compose(id -> join())
        .onComplete(joined)
        .compose(
            vertx -> vertx.deployVerticle(new AgentVerticle(options, name, state, library, meters)))
        .onSuccess(id -> LOG.log(System.Logger.Level.INFO, "agent {0} runs", name))
        .<Void>mapEmpty()
        .onComplete(started);
    return started.future();
  }

  /**
   * Hands over and ends everything: not ready, then the work, then the cluster, then the admin port. It does not wait for
   * a start of the work that may never end.
   */
  Future<Void> stop() {
    if (!stopping.compareAndSet(false, true)) {
      return stopped.future();
    }
    state.stopping();
    Future<Void> left = begun
        ? gate.close()
            .compose(idle -> joined.future())
            .transform(vertx -> vertx.succeeded() ? leave(vertx.result()) : settled())
        : Future.succeededFuture();
    left.onComplete(any -> front.close().onComplete(closed -> {
      meters.close();
      stopped.handle(closed);
    }));
    return stopped.future();
  }

  /** Undeploys the work and leaves the cluster; without a cluster the admin port's Vert.x is the only one. */
  private Future<Void> leave(Vertx vertx) {
    return vertx.isClustered() ? vertx.close() : Future.succeededFuture();
  }

  /** The start is about to fail: what it still does on the event loop comes before the end of that. */
  private Future<Void> settled() {
    return started.future().transform(any -> Future.succeededFuture());
  }

  String name() {
    return name;
  }

  AgentState state() {
    return state;
  }

  /** The admin port in use, once it has started. */
  int port() {
    return admin.port();
  }

  private Future<Vertx> join() {
    if (stopping.get()) {
      return Future.failedFuture(new IllegalStateException("stopped before it started"));
    }
    if (!options.get(Keys.CLUSTER_ENABLED)) {
      return Future.succeededFuture(front);
    }
    state.joining();
    Future<Void> safe =
        options.get(Keys.CLUSTER_DNS).isEmpty() ? Future.succeededFuture() : gate.whenOpen();
    return safe.compose(open -> Vertx.builder()
        .with(vertxOptions().setEventBusOptions(ClusterConfig.eventBus(options)))
        .withClusterManager(
            new HazelcastClusterManager(ClusterConfig.hazelcast(options, name, lookup)))
        .buildClustered()
        .recover(e -> Future.failedFuture(ClusterConfig.cannotJoin(options, e))));
  }

  /** Small, for there is one on each node; and without the cache of files, which nobody uses. */
  private static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setEventLoopPoolSize(2)
        .setWorkerPoolSize(4)
        .setInternalBlockingPoolSize(4)
        .setFileSystemOptions(new FileSystemOptions()
            .setFileCachingEnabled(false)
            .setClassPathResolvingEnabled(false));
  }
}
