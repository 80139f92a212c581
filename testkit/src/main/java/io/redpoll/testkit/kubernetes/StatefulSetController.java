package io.redpoll.testkit.kubernetes;

import io.redpoll.testkit.kubernetes.PodState.Phase;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Keeps the pods of one stateful set: starts their processes, sees them end, replaces them, and writes it all to the API.
 *
 * <p>Everything runs on the API's context, but for what starts and ends processes, which runs on Vert.x' worker threads. Methods
 * named {@code await…} block, and are for other threads.
 */
final class StatefulSetController {

  private static final Logger LOG = System.getLogger(StatefulSetController.class.getName());

  private final KubernetesApi api;
  private final StatefulSetSpec spec;
  private final KubernetesClusterOptions options;
  private final List<Node> nodes;
  private final InstantSource clock;
  private final Manifests manifests;
  private final Following following;

  // All of them belong to the API's context.
  private final Map<Integer, PodState> states = new TreeMap<>();
  private final Map<Integer, Promise<RedisPod>> awaitedReady = new HashMap<>();
  private final Map<Integer, Promise<Void>> awaitedGone = new HashMap<>();
  private final Set<Future<?>> starting = new HashSet<>();
  private Set<String> slices = Set.of();
  private Future<?> lastRollout = Future.succeededFuture();
  private int replicas;
  private boolean closed;

  // The pods that have an address, by ordinal: replaced on the API's context, read by anyone.
  private volatile List<RedisPod> pods = List.of();

  StatefulSetController(
      KubernetesApi api,
      StatefulSetSpec spec,
      KubernetesClusterOptions options,
      List<Node> nodes,
      InstantSource clock) {
    this.api = api;
    this.spec = spec;
    this.options = options;
    this.nodes = nodes;
    this.clock = clock;
    this.manifests = new Manifests(spec);
    this.following = new Following(api.vertx(), spec);
  }

  StatefulSetSpec spec() {
    return spec;
  }

  List<RedisPod> pods() {
    return pods;
  }

  void awaitScaled(int newReplicas) {
    api.call(() -> rollout(() -> scale(newReplicas)));
  }

  void awaitRollingRestart() {
    api.call(() -> rollout(() -> restartFrom(replicas - 1)));
  }

  RedisPod awaitReplacement(RedisPod old) {
    return api.call(() -> replacement(old));
  }

  void awaitReady() {
    api.call(() -> readyUpTo(0));
  }

  void awaitDeletion(RedisPod pod) {
    api.call(() -> {
      delete(pod);
      return Future.succeededFuture();
    });
  }

  void awaitFollowing() {
    api.call(this::follow);
  }

  void awaitRemoved() {
    api.call(() -> rollout(() -> scale(0)).onSuccess(done -> removeSlices()));
  }

  void awaitClosed() {
    api.call(this::close);
  }

  /** One change of the whole set after another, as a real controller makes them. */
  private <T> Future<T> rollout(Supplier<Future<T>> change) {
    Future<T> next = lastRollout.transform(whatever -> change.get());
    lastRollout = next;
    return next;
  }

  private Future<Void> scale(int newReplicas) {
    replicas = newReplicas;
    publishSlices();
    return shrink().compose(done -> readyUpTo(0));
  }

  private Future<Void> shrink() {
    int highest = states.keySet().stream().reduce(-1, Math::max);
    if (highest < replicas) {
      return Future.succeededFuture();
    }
    return gone(highest).compose(done -> shrink());
  }

  private Future<Void> gone(int ordinal) {
    Promise<Void> gone = awaitedGone.computeIfAbsent(ordinal, o -> Promise.promise());
    PodState state = states.get(ordinal);
    if (state.phase() == Phase.READY) {
      delete(state.pod());
    }
    return gone.future();
  }

  /** Brings up what is missing, one pod after another. */
  private Future<Void> readyUpTo(int ordinal) {
    if (ordinal >= replicas) {
      return Future.succeededFuture();
    }
    return ready(ordinal).compose(pod -> readyUpTo(ordinal + 1));
  }

  private Future<RedisPod> ready(int ordinal) {
    PodState state = states.get(ordinal);
    if (state == null) {
      return launch(ordinal);
    }
    return state.phase() == Phase.READY && state.pod().alive()
        ? Future.succeededFuture(state.pod())
        : nextReady(ordinal);
  }

  private Future<RedisPod> nextReady(int ordinal) {
    return awaitedReady.computeIfAbsent(ordinal, o -> Promise.promise()).future();
  }

  private Future<RedisPod> replacement(RedisPod old) {
    int ordinal = old.identity().ordinal();
    PodState state = states.get(ordinal);
    boolean replaced = state != null && state.phase() == Phase.READY && state.pod() != old;
    return replaced ? Future.succeededFuture(state.pod()) : nextReady(ordinal);
  }

  private Future<Void> restartFrom(int ordinal) {
    if (ordinal < 0) {
      return Future.succeededFuture();
    }
    return ready(ordinal)
        .compose(old -> {
          delete(old);
          return replacement(old);
        })
        .compose(pod -> restartFrom(ordinal - 1));
  }

  private Future<RedisPod> launch(int ordinal) {
    Node node = nodes.get(ordinal % nodes.size());
    PodIdentity identity =
        new PodIdentity(ordinal, spec.podName(ordinal), UUID.randomUUID().toString(), node);
    put(PodState.pending(identity));
    RedisServerOptions redis =
        options.redis().withArgs(following.args(ordinal)).withArgs(spec.redisArgs());
    Future<RedisServer> start = api.vertx().executeBlocking(() -> RedisServer.start(redis), false);
    starting.add(start);
    return start
        .onComplete(done -> starting.remove(start))
        .compose(server -> launched(identity, server), failure -> failed(identity, failure));
  }

  private Future<RedisPod> launched(PodIdentity identity, RedisServer server) {
    RedisPod pod = new RedisPod(this, identity, server);
    put(states.get(identity.ordinal()).ready(pod));
    Future.fromCompletionStage(server.whenGone(), api.server().context())
        .onComplete(gone -> ended(pod));
    if (closed) {
      return Future.failedFuture(
          new IllegalStateException(identity.name() + ": the cluster is closed"));
    }
    if (identity.ordinal() >= replicas) {
      delete(pod);
    }
    Future<Void> followed = following.moved(pod) ? follow() : Future.succeededFuture();
    return followed.map(pod).onSuccess(done -> settle(awaitedReady, identity.ordinal(), pod));
  }

  private Future<RedisPod> failed(PodIdentity identity, Throwable failure) {
    LOG.log(Level.WARNING, "pod {0}: {1}", identity.name(), failure.getMessage());
    remove(identity);
    Promise<RedisPod> awaited = awaitedReady.remove(identity.ordinal());
    if (awaited != null) {
      awaited.fail(failure);
    }
    return Future.failedFuture(failure);
  }

  /** A process is gone: as was to be expected of a deleted pod, or it crashed. */
  private void ended(RedisPod pod) {
    if (!current(pod)) {
      return;
    }
    if (states.get(pod.identity().ordinal()).phase() == Phase.TERMINATING) {
      replace(pod);
      return;
    }
    after(options.timing().noticed(), pod, () -> {
      put(states.get(pod.identity().ordinal()).failed());
      after(options.timing().replaced(), pod, () -> replace(pod));
    });
  }

  private void replace(RedisPod pod) {
    remove(pod.identity());
    discard(pod);
    int ordinal = pod.identity().ordinal();
    if (ordinal < replicas) {
      // A failure to start was logged, and told to those who wait.
      launch(ordinal).onFailure(logged -> {});
    }
  }

  private void delete(RedisPod pod) {
    if (!current(pod) || states.get(pod.identity().ordinal()).phase() != Phase.READY) {
      return;
    }
    put(states.get(pod.identity().ordinal()).terminating());
    after(options.timing().terminated(), pod, () -> {
      pod.server().terminate();
      after(options.timing().gracePeriod(), pod, () -> discard(pod));
    });
    if (!pod.alive()) {
      ended(pod);
    }
  }

  /** Ends a process for good; its end is seen by {@link #ended}. */
  private void discard(RedisPod pod) {
    api.vertx()
        .executeBlocking(
            () -> {
              pod.server().close();
              return null;
            },
            false)
        .onFailure(
            failure -> LOG.log(Level.WARNING, "pod {0}: {1}", pod.name(), failure.getMessage()));
  }

  private Future<Void> follow() {
    return following.follow(pods);
  }

  private Future<Void> close() {
    closed = true;
    List<Future<?>> ends = new ArrayList<>(starting);
    return (ends.isEmpty() ? Future.succeededFuture() : Future.join(ends))
        .transform(started -> api.vertx().executeBlocking(() -> {
          pods.forEach(pod -> pod.server().close());
          return null;
        }));
  }

  /** Does something later, unless the pod is replaced or everything closed by then. */
  private void after(Duration delay, RedisPod pod, Runnable action) {
    api.vertx().setTimer(Math.max(1, delay.toMillis()), due -> {
      if (current(pod)) {
        action.run();
      }
    });
  }

  private boolean current(RedisPod pod) {
    PodState state = states.get(pod.identity().ordinal());
    return !closed && state != null && pod.equals(state.pod());
  }

  private void put(PodState state) {
    states.put(state.identity().ordinal(), state);
    api.requests().apply(manifests.pod(state, clock.instant()));
    publishSlices();
  }

  private void remove(PodIdentity identity) {
    states.remove(identity.ordinal());
    api.requests().delete(new ObjectKey(Kind.POD, spec.namespace(), identity.name()));
    publishSlices();
    settle(awaitedGone, identity.ordinal(), null);
  }

  private void publishSlices() {
    pods = states.values().stream().flatMap(state -> state.addressed().stream()).toList();
    Set<String> written = new HashSet<>();
    for (JsonObject slice : manifests.slices(states.values())) {
      api.requests().apply(slice);
      written.add(slice.getJsonObject("metadata").getString("name"));
    }
    slices.stream().filter(name -> !written.contains(name)).forEach(this::deleteSlice);
    slices = Set.copyOf(written);
  }

  private void removeSlices() {
    slices.forEach(this::deleteSlice);
    slices = Set.of();
  }

  private void deleteSlice(String name) {
    api.requests().delete(new ObjectKey(Kind.ENDPOINT_SLICE, spec.namespace(), name));
  }

  private static <T> void settle(Map<Integer, Promise<T>> awaited, int ordinal, T outcome) {
    Promise<T> promise = awaited.remove(ordinal);
    if (promise != null) {
      promise.complete(outcome);
    }
  }
}
