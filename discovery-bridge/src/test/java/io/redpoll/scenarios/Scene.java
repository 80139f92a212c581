package io.redpoll.scenarios;

import static io.redpoll.scenarios.Load.await;

import io.redpoll.DiscoveryOptions;
import io.redpoll.DiscoveryVerticle;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.handle.RedisHandle;
import io.redpoll.handle.RedisHandleOptions;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A cluster whose Redis pods an agent watches, and the handles of an application. */
final class Scene {

  private static final int STEP_MILLIS = 5;

  private final Vertx vertx;

  private Scene(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Deploys the agent beside the application. */
  static Scene of(Vertx vertx, KubernetesCluster cluster) {
    KubernetesOptions kubernetes = KubernetesOptions.of(URI.create(cluster.api().uri()));
    await(vertx.deployVerticle(new DiscoveryVerticle(DiscoveryOptions.of(kubernetes))));
    return new Scene(vertx);
  }

  RedisHandle handle(RedisHandleOptions options) {
    return RedisHandle.create(vertx, ServiceDiscovery.create(vertx), options);
  }

  /** Waits until what the handle knows is so. */
  void until(RedisHandle handle, Predicate<Snapshot> condition) {
    until(() -> handle.snapshot().filter(condition).isPresent());
  }

  /** Waits until so many endpoints are up, and no other is known. */
  void untilUp(RedisHandle handle, int endpoints) {
    until(
        handle,
        snapshot -> snapshot.endpoints().size() == endpoints
            && snapshot.endpoints().stream().allMatch(state -> state.status() == Status.UP));
  }

  /** Waits until the condition, which must not block, holds. */
  void until(BooleanSupplier condition) {
    Promise<Void> holds = Promise.promise();
    long timer = vertx.setPeriodic(STEP_MILLIS, id -> {
      if (condition.getAsBoolean()) {
        holds.tryComplete();
      }
    });
    await(holds.future().onComplete(done -> vertx.cancelTimer(timer)));
  }

  /** Waits until the condition, which may block, holds. */
  void untilAsked(BooleanSupplier condition) {
    await(asked(condition));
  }

  private Future<Void> asked(BooleanSupplier condition) {
    return vertx
        .executeBlocking(condition::getAsBoolean)
        .compose(holds -> holds
            ? Future.succeededFuture()
            : vertx.timer(STEP_MILLIS * 10, TimeUnit.MILLISECONDS).compose(v -> asked(condition)));
  }
}
