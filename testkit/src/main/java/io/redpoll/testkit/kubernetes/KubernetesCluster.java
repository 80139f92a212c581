package io.redpoll.testkit.kubernetes;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A Kubernetes cluster in one process: an API, three nodes in three zones, and stateful sets of real Redis processes.
 *
 * <p>Its methods block, and may be called on any thread but an event loop.
 */
public final class KubernetesCluster implements AutoCloseable {

  private static final List<Node> NODES = List.of(
      new Node("node-1", "zone-a"), new Node("node-2", "zone-b"), new Node("node-3", "zone-c"));

  private final KubernetesApi api;
  private final KubernetesClusterOptions options;
  private final List<StatefulSetController> controllers = new CopyOnWriteArrayList<>();

  private KubernetesCluster(KubernetesApi api, KubernetesClusterOptions options) {
    this.api = api;
    this.options = options;
  }

  /** Starts a cluster with the defaults, and no pods. */
  public static KubernetesCluster start() {
    return start(KubernetesClusterOptions.DEFAULT);
  }

  /** Starts a cluster without pods, on a Vert.x instance of its own. */
  public static KubernetesCluster start(KubernetesClusterOptions options) {
    return new KubernetesCluster(KubernetesApi.start(options.api()), options);
  }

  /** Starts a cluster without pods, on a given Vert.x instance, which is left running at the end. */
  public static KubernetesCluster start(Vertx vertx, KubernetesClusterOptions options) {
    return new KubernetesCluster(KubernetesApi.start(vertx, options.api()), options);
  }

  public KubernetesApi api() {
    return api;
  }

  public List<Node> nodes() {
    return NODES;
  }

  /**
   * Creates a stateful set with its Service; returns when all its pods are ready.
   *
   * @throws IllegalArgumentException if its name or its Service's name is taken in the namespace
   * @throws io.redpoll.testkit.redis.RedisServerException if a Redis process cannot be started
   */
  public StatefulSet statefulSet(StatefulSetSpec spec) {
    checkUnused(spec);
    StatefulSetController controller = StatefulSetController.ofData(api, spec, options, NODES);
    controllers.add(controller);
    controller.awaitScaled(spec.replicas());
    return new StatefulSet(controller);
  }

  /**
   * Creates a stateful set of Sentinels that watch the primary of another, in a Service of their own; returns when they know
   * each other and all replicas. From then on a pod of {@code data} that is replaced follows whom they name, as it would by
   * the script that charts give it, and nobody else is pointed anywhere but by them.
   */
  public StatefulSet sentinels(StatefulSet data, SentinelSpec sentinel) {
    StatefulSetSpec spec = sentinel.statefulSet(data.spec().namespace());
    checkUnused(spec);
    SentinelServers servers = new SentinelServers(options.redis(), sentinel, data);
    StatefulSetController controller = StatefulSetController.of(api, spec, options, NODES, servers);
    controllers.add(controller);
    servers.watch(controller::pods);
    controller.awaitScaled(spec.replicas());
    servers.word().awaitComplete(sentinel.replicas(), data.pods().size());
    data.obey(servers.word());
    return new StatefulSet(controller);
  }

  /** The pods of all stateful sets that have an address. */
  public List<RedisPod> pods() {
    return controllers.stream()
        .flatMap(controller -> controller.pods().stream())
        .toList();
  }

  /**
   * The pod of this name, in any namespace.
   *
   * @throws IllegalArgumentException if there is none at this moment, or more than one
   */
  public RedisPod pod(String name) {
    List<RedisPod> found =
        pods().stream().filter(pod -> pod.name().equals(name)).toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "pod: " + name + " (expected: exactly one of that name; there are: "
              + pods().stream().map(RedisPod::toString).toList() + ")");
    }
    return found.get(0);
  }

  /** Ends all Redis processes and the API. */
  @Override
  public void close() {
    controllers.forEach(StatefulSetController::close);
    api.close();
  }

  private void checkUnused(StatefulSetSpec spec) {
    for (StatefulSetController controller : controllers) {
      StatefulSetSpec other = controller.spec();
      boolean same = other.namespace().equals(spec.namespace())
          && (other.name().equals(spec.name()) || other.service().equals(spec.service()));
      if (same) {
        throw new IllegalArgumentException(
            spec + ": exists as " + other + " (expected: another name and another service)");
      }
    }
  }
}
