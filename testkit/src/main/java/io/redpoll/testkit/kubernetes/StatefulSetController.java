package io.redpoll.testkit.kubernetes;

import io.redpoll.testkit.kubernetes.PodState.Phase;
import io.redpoll.testkit.redis.RedisServer;
import io.redpoll.testkit.redis.RedisServerOptions;
import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Keeps one stateful set as it should be: as many pods as wanted, and a new one for each that ends.
 *
 * <p>It belongs to the API's context. Methods named {@code await…} block, and are for other threads.
 */
final class StatefulSetController {

  private static final Logger LOG = System.getLogger(StatefulSetController.class.getName());

  private final KubernetesApi api;
  private final StatefulSetSpec spec;
  private final KubernetesClusterOptions options;
  private final List<Node> nodes;
  private final PodStates states;
  private final Kubelet kubelet;
  private final Following following;
  private final Servers servers;
  private final Volumes volumes;

  // All of them belong to the API's context.
  private final Awaited<RedisPod> ready = new Awaited<>();
  private final Awaited<Void> gone = new Awaited<>();
  private Future<?> lastRollout = Future.succeededFuture();
  private int replicas;

  /** How the server of the pod with an ordinal is started. */
  interface Servers {

    /** Asked on the API's context for options that may take blocking to find out. */
    Supplier<RedisServerOptions> next(int ordinal);
  }

  private StatefulSetController(
      KubernetesApi api,
      StatefulSetSpec spec,
      KubernetesClusterOptions options,
      List<Node> nodes,
      Following following,
      Servers servers,
      Volumes volumes) {
    this.api = api;
    this.spec = spec;
    this.options = options;
    this.nodes = nodes;
    this.states = new PodStates(api.requests(), spec, api.clock());
    this.kubelet = new Kubelet(api.vertx());
    this.following = following;
    this.servers = servers;
    this.volumes = volumes;
  }

  /** Of servers that hold data. */
  static StatefulSetController ofData(
      KubernetesApi api, StatefulSetSpec spec, KubernetesClusterOptions options, List<Node> nodes) {
    Following following = new Following(api.vertx(), spec);
    Volumes volumes = new Volumes(spec.volumes());
    Servers servers = ordinal -> {
      Supplier<List<String>> follows = following.args(ordinal);
      return () -> options
          .redis()
          .withArgs(volumes.args(ordinal))
          .withArgs(follows.get())
          .withArgs(spec.redisArgs());
    };
    return new StatefulSetController(api, spec, options, nodes, following, servers, volumes);
  }

  /** Of servers that are started in another way. */
  static StatefulSetController of(
      KubernetesApi api,
      StatefulSetSpec spec,
      KubernetesClusterOptions options,
      List<Node> nodes,
      Servers servers) {
    Following nobody = new Following(api.vertx(), spec);
    return new StatefulSetController(
        api, spec, options, nodes, nobody, servers, new Volumes(false));
  }

  StatefulSetSpec spec() {
    return spec;
  }

  /** The pods that have an address, by ordinal; on any thread. */
  List<RedisPod> pods() {
    return states.pods();
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
    api.call(() -> readyFrom(0));
  }

  void awaitDeletion(RedisPod pod) {
    api.call(() -> {
      delete(pod);
      return Future.succeededFuture();
    });
  }

  void awaitFollowing() {
    api.call(() -> following.follow(pods()));
  }

  /** From now on Sentinels say who is primary: a new pod follows whom they name, and the others are left to them. */
  void awaitObeying(SentinelWord sentinels) {
    api.call(() -> {
      following.obey(sentinels, this::pods);
      return Future.succeededFuture();
    });
  }

  void awaitRemoved() {
    api.call(() -> rollout(() -> scale(0).onSuccess(done -> states.removeSlices())));
  }

  /** Ends all processes, also when the API or its Vert.x is closed already. */
  void close() {
    kubelet.close();
    volumes.close();
  }

  /** One change of the whole set after another, as a real controller makes them. */
  private <T> Future<T> rollout(Supplier<Future<T>> change) {
    Future<T> next = lastRollout.transform(whatever -> change.get());
    lastRollout = next;
    return next;
  }

  private Future<Void> scale(int newReplicas) {
    replicas = newReplicas;
    states.writeSlices();
    return shrink().compose(done -> readyFrom(0));
  }

  private Future<Void> shrink() {
    int highest = states.highest();
    if (highest < replicas) {
      return Future.succeededFuture();
    }
    Future<Void> highestGone = gone.next(highest);
    states.get(highest).flatMap(PodState::addressed).ifPresent(this::delete);
    return highestGone.compose(done -> shrink());
  }

  /** Brings up what is missing, one pod after another. */
  private Future<Void> readyFrom(int ordinal) {
    return ordinal >= replicas
        ? Future.succeededFuture()
        : ready(ordinal).compose(pod -> readyFrom(ordinal + 1));
  }

  private Future<RedisPod> ready(int ordinal) {
    PodState state = states.get(ordinal).orElse(null);
    if (state == null) {
      return launch(ordinal);
    }
    return state.phase() == Phase.READY && state.pod().alive()
        ? Future.succeededFuture(state.pod())
        : ready.next(ordinal);
  }

  private Future<RedisPod> replacement(RedisPod old) {
    int ordinal = old.identity().ordinal();
    return states
        .get(ordinal)
        .filter(state -> state.phase() == Phase.READY && !old.equals(state.pod()))
        .map(state -> Future.succeededFuture(state.pod()))
        .orElseGet(() -> ready.next(ordinal));
  }

  private Future<Void> restartFrom(int ordinal) {
    if (ordinal < 0) {
      return Future.succeededFuture();
    }
    return ready(ordinal).compose(this::restart).compose(pod -> restartFrom(ordinal - 1));
  }

  private Future<RedisPod> restart(RedisPod pod) {
    delete(pod);
    return replacement(pod);
  }

  private Future<RedisPod> launch(int ordinal) {
    PodIdentity identity = new PodIdentity(
        ordinal,
        spec.podName(ordinal),
        UUID.randomUUID().toString(),
        nodes.get(ordinal % nodes.size()));
    states.put(PodState.pending(identity));
    return kubelet
        .start(servers.next(ordinal))
        .compose(server -> launched(identity, server), failure -> notLaunched(identity, failure));
  }

  private Future<RedisPod> launched(PodIdentity identity, RedisServer server) {
    RedisPod pod = new RedisPod(this, identity, server);
    states.put(PodState.pending(identity).ready(pod));
    Future.fromCompletionStage(server.whenGone(), api.server().context())
        .onComplete(end -> ended(pod));
    if (identity.ordinal() >= replicas) {
      delete(pod);
    }
    Future<Void> followed =
        following.moved(pod) ? following.follow(pods()) : Future.succeededFuture();
    return followed.map(pod).onSuccess(done -> ready.complete(identity.ordinal(), pod));
  }

  private Future<RedisPod> notLaunched(PodIdentity identity, Throwable failure) {
    LOG.log(Level.WARNING, "pod {0}: {1}", identity.name(), failure.getMessage());
    remove(identity);
    ready.fail(identity.ordinal(), failure);
    return Future.failedFuture(failure);
  }

  /** A process is gone: as was to be expected of a deleted pod, or it crashed. */
  private void ended(RedisPod pod) {
    PodState state = states.get(pod).orElse(null);
    if (state == null || kubelet.closed()) {
      return;
    }
    if (state.phase() == Phase.TERMINATING) {
      replace(pod);
      return;
    }
    after(options.timing().noticed(), pod, () -> {
      states.put(state.failed());
      after(options.timing().replaced(), pod, () -> replace(pod));
    });
  }

  private void replace(RedisPod pod) {
    remove(pod.identity());
    kubelet.end(pod.server());
    relaunch(pod.identity().ordinal());
  }

  private void relaunch(int ordinal) {
    if (ordinal < replicas && states.get(ordinal).isEmpty() && !kubelet.closed()) {
      launch(ordinal)
          .onFailure(logged ->
              api.vertx().setTimer(millis(options.timing().replaced()), due -> relaunch(ordinal)));
    }
  }

  private void delete(RedisPod pod) {
    PodState state = states.get(pod).orElse(null);
    if (state == null || state.phase() != Phase.READY) {
      return;
    }
    states.put(state.terminating());
    if (!pod.alive()) {
      ended(pod);
      return;
    }
    after(options.timing().terminated(), pod, () -> {
      pod.server().terminate();
      after(options.timing().gracePeriod(), pod, () -> kubelet.end(pod.server()));
    });
  }

  private void remove(PodIdentity identity) {
    states.remove(identity);
    gone.complete(identity.ordinal(), null);
  }

  /** Does something later, unless the pod was replaced or deleted, or everything closed by then. */
  private void after(Duration delay, RedisPod pod, Runnable action) {
    Phase now = states.get(pod).map(PodState::phase).orElse(null);
    api.vertx().setTimer(millis(delay), due -> {
      Phase then = states.get(pod).map(PodState::phase).orElse(null);
      if (then == now && !kubelet.closed()) {
        action.run();
      }
    });
  }

  private static long millis(Duration delay) {
    return Math.max(1, delay.toMillis());
  }
}
