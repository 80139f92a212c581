package io.redpoll.bench;

import io.redpoll.DiscoveryOptions;
import io.redpoll.DiscoveryVerticle;
import io.redpoll.endpoint.Status;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.KubernetesClusterOptions;
import io.redpoll.testkit.kubernetes.PodTiming;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** A cluster of real Redis processes, an agent that watches it, and a handle, in one process. */
final class FaultKit implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;
  private static final int STEP_MILLIS = 20;

  /** A preStop hook of a second, as charts have one; the rest as the kit has it. */
  private static final PodTiming TIMING = PodTiming.DEFAULT.withTerminated(Duration.ofSeconds(1));

  private final KubernetesCluster cluster =
      KubernetesCluster.start(KubernetesClusterOptions.DEFAULT.withTiming(TIMING));
  private final Vertx vertx = Vertx.vertx();
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();

  KubernetesCluster cluster() {
    return cluster;
  }

  Vertx vertx() {
    return vertx;
  }

  /** Closes it before what was there before it. */
  <T extends AutoCloseable> T closing(T resource) {
    closing.push(resource);
    return resource;
  }

  /** Starts the agent and opens a handle. */
  RedisHandle handle(String service) throws Exception {
    KubernetesOptions kubernetes = KubernetesOptions.of(URI.create(cluster.api().uri()));
    await(vertx.deployVerticle(new DiscoveryVerticle(DiscoveryOptions.of(kubernetes))));
    return RedisHandle.create(
        vertx,
        ServiceDiscovery.create(vertx),
        new RedisHandleOptions().setService(service).setDeadline(SteadyLoad.PATIENCE));
  }

  /** Ours, as a subject. */
  static Subject subject(RedisHandle handle) {
    return new Subject(
        HandleClient.HANDLE, (ask, done) -> handle.send(ask.request()).onComplete(done));
  }

  /** Returns when so many endpoints are up and no other is known. Blocks. */
  static void awaitUp(RedisHandle handle, int endpoints) throws InterruptedException {
    await(() -> handle
        .snapshot()
        .filter(snapshot -> snapshot.endpoints().size() == endpoints
            && snapshot.endpoints().stream().allMatch(state -> state.status() == Status.UP))
        .isPresent());
  }

  /** Something that comes to hold. */
  interface Condition {
    boolean holds();
  }

  /** Blocks until it holds. */
  static void await(Condition condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not healed within " + PATIENCE_SECONDS + " s");
      }
      Thread.sleep(STEP_MILLIS);
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Closes what can be closed, and tells what cannot. */
  @Override
  public void close() {
    while (!closing.isEmpty()) {
      closed(closing.pop());
    }
    closed(() -> await(vertx.close()));
    cluster.close();
  }

  private static void closed(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception failed) {
      System.err.println("bench: not closed: " + failed);
    }
  }
}
