package io.redpoll.bench;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.kubernetes.KubernetesSource;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** The mirror of this project, alone on its event loop. */
final class RedpollMirror implements Mirrored, EndpointUpdate.Target {

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final News news = new News();
  private final AtomicLong longestTurn = new AtomicLong();
  private final AtomicLong longestWork = new AtomicLong();
  private final KubernetesSource source;
  /** When the last turn began; belongs to the event loop. */
  private long turnBegan = System.nanoTime();

  private long workBegan;

  RedpollMirror(String uri) {
    KubernetesOptions options = KubernetesOptions.of(URI.create(uri));
    source = new KubernetesSource(vertx, options, update -> update.applyTo(this));
    Context context = vertx.getOrCreateContext();
    context.runOnContext(now -> source.start());
  }

  /** Watches over the event loop from now on. It costs a core, so that nothing else is measured meanwhile. */
  void watchTurns() {
    vertx.runOnContext(now -> turn());
  }

  private void turn() {
    long now = System.nanoTime();
    longestTurn.accumulateAndGet(now - turnBegan, Math::max);
    turnBegan = now;
    long work = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    longestWork.accumulateAndGet(workBegan == 0 ? 0 : work - workBegan, Math::max);
    workBegan = work;
    vertx.setTimer(1, due -> turn());
  }

  @Override
  public void awaitSync() throws Exception {
    source.whenSynced().await(120, TimeUnit.SECONDS);
  }

  @Override
  public News news() {
    return news;
  }

  @Override
  public long longestTurn() {
    return longestTurn.getAndSet(0);
  }

  @Override
  public long longestWork() {
    return longestWork.getAndSet(0);
  }

  @Override
  public void reset(List<ServiceEndpoints> services) {
    services.forEach(this::upsert);
  }

  @Override
  public void upsert(ServiceEndpoints service) {
    service.endpoints().forEach(endpoint -> news.pod(endpoint.pod()));
  }

  @Override
  public void remove(ServiceId service) {
    // Nothing is removed here.
  }

  @Override
  public void close() throws TimeoutException {
    source.stop().await(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}
