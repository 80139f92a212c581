package io.redpoll.bench;

import io.redpoll.DiscoveryOptions;
import io.redpoll.DiscoveryVerticle;
import io.redpoll.endpoint.EventType;
import io.redpoll.event.HealthEvents;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.testkit.kubernetes.KubernetesCluster;
import io.redpoll.testkit.kubernetes.KubernetesClusterOptions;
import io.redpoll.testkit.kubernetes.PodTiming;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Real Redis pods, a Kubernetes API, an agent with the default settings, and a subscriber to its events. */
final class HealthRig implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  /** Pods come back soon, so that there is time for many trials. */
  private static final PodTiming BRISK =
      PodTiming.DEFAULT.withNoticed(Duration.ofMillis(500)).withReplaced(Duration.ofMillis(100));

  private final KubernetesCluster cluster =
      KubernetesCluster.start(KubernetesClusterOptions.DEFAULT.withTiming(BRISK));
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final HealthNews news = new HealthNews();

  KubernetesCluster cluster() {
    return cluster;
  }

  HealthNews news() {
    return news;
  }

  /** Starts the agent, and returns when so many Services are up. */
  void deploy(int services) throws TimeoutException, InterruptedException {
    KubernetesOptions kubernetes = KubernetesOptions.of(URI.create(cluster.api().uri()));
    HealthEvents.subscribe(vertx, news).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    vertx
        .deployVerticle(new DiscoveryVerticle(DiscoveryOptions.of(kubernetes)))
        .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    for (int i = 0; i < services; i++) {
      news.await(EventType.SERVICE_UP, "");
    }
  }

  @Override
  public void close() throws TimeoutException {
    try {
      vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      cluster.close();
    }
  }
}
