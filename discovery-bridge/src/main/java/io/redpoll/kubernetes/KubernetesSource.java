package io.redpoll.kubernetes;

import static java.util.Objects.requireNonNull;

import io.redpoll.endpoint.EndpointUpdate;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Tells which Redis endpoints Kubernetes knows, from the start on and with each change.
 *
 * <p>The first update is an {@link EndpointUpdate.Reset}, told when every namespace was listed; upserts and removes of
 * single Services follow. Every ten minutes or so the reset is told again, from what is known, so that errors downstream do
 * not last. While the API fails it tells nothing and tries on. Updates come on the Vert.x context that
 * called {@link #start()}; the methods may be called from any thread.
 */
public final class KubernetesSource {

  private static final Duration RESYNC = Duration.ofMinutes(10);
  private static final Duration CA_INTERVAL = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final KubernetesOptions options;
  private final Timing timing;
  private final Mirror mirror;
  private final AtomicReference<Context> context = new AtomicReference<>();
  private final Promise<Void> stopped = Promise.promise();

  // These belong to the context.
  private final List<Reflector<Slice>> reflectors = new ArrayList<>();
  private final List<Periodic> chores = new ArrayList<>();
  private ApiClient api;
  private boolean stopping;

  /**
   * A source that is not started yet.
   *
   * @param updates gets what changed; what it throws is logged and changes nothing here
   */
  public KubernetesSource(
      Vertx vertx, KubernetesOptions options, Consumer<EndpointUpdate> updates) {
    this(vertx, options, updates, RandomGenerator.getDefault());
  }

  /**
   * A source that is not started yet.
   *
   * @param updates gets what changed; what it throws is logged and changes nothing here
   * @param random spreads the requests of agents that would else all come at once
   */
  public KubernetesSource(
      Vertx vertx,
      KubernetesOptions options,
      Consumer<EndpointUpdate> updates,
      RandomGenerator random) {
    this(vertx, options, updates, Timing.of(vertx, random));
  }

  KubernetesSource(
      Vertx vertx, KubernetesOptions options, Consumer<EndpointUpdate> updates, Timing timing) {
    this.vertx = requireNonNull(vertx, "vertx is null");
    this.options = requireNonNull(options, "options is null");
    this.timing = timing;
    this.mirror = new Mirror(
        options,
        requireNonNull(updates, "updates is null"),
        timing.clock(),
        task -> context.get().runOnContext(turn -> task.run()));
  }

  /**
   * Starts to mirror. Completes as soon as it tries, whether or not the API can be reached; fails only if it was started
   * or stopped before.
   */
  public Future<Void> start() {
    if (!context.compareAndSet(null, vertx.getOrCreateContext())) {
      return Future.failedFuture(new IllegalStateException(
          "Kubernetes source: started or stopped before (expected: once)"));
    }
    Promise<Void> started = Promise.promise();
    context.get().runOnContext(turn -> {
      open();
      started.complete();
    });
    return started.future();
  }

  /** Completes when every namespace was listed and the reset was told; fails if it is stopped before. */
  public Future<Void> whenSynced() {
    return mirror.whenSynced();
  }

  /**
   * Stops, in whatever state it is; may be called again. No update comes after it completed, nor after the call if this
   * is made on the source's own context.
   */
  public Future<Void> stop() {
    context.compareAndSet(null, vertx.getOrCreateContext());
    Context own = context.get();
    if (own.equals(Vertx.currentContext())) {
      close();
    } else {
      own.runOnContext(turn -> close());
    }
    return stopped.future();
  }

  /** How it stands at the moment. */
  public KubernetesStatus status() {
    return mirror.status();
  }

  /** What it did since its start and what it holds, as of the last turn in which something happened. */
  public KubernetesMetrics metrics() {
    return mirror.metrics();
  }

  private void open() {
    if (stopping) {
      return;
    }
    api = new ApiClient(vertx, options, timing);
    mirror.collections((collection, sink) ->
        reflectors.add(new Reflector<>(collection, api, timing, sink, mirror.counters())));
    chores.add(new Periodic(timing.scheduler(), this::untilResync, mirror::resync));
    if (options.caFile().isPresent()) {
      chores.add(new Periodic(timing.scheduler(), () -> CA_INTERVAL, this::renewTrust));
    }
    chores.forEach(Periodic::start);
    reflectors.forEach(Reflector::start);
  }

  /** By chance, so that not all agents do it at once. */
  private Duration untilResync() {
    return RESYNC.plusSeconds(timing.random().nextInt(120));
  }

  private void renewTrust() {
    // A file that never was of use is spoken of by each request.
    api.renewTrust().onComplete(applied -> {});
  }

  private void close() {
    if (stopping) {
      return;
    }
    stopping = true;
    mirror.close();
    chores.forEach(Periodic::stop);
    reflectors.forEach(Reflector::stop);
    Future<Void> closed = api == null ? Future.succeededFuture() : api.close();
    closed.onComplete(stopped);
  }
}
