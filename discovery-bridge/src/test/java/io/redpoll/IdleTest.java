package io.redpoll;

import static io.redpoll.endpoint.Samples.CACHE;
import static io.redpoll.endpoint.Samples.NOON;
import static io.redpoll.endpoint.Samples.cache;
import static io.redpoll.endpoint.Samples.pod;
import static io.redpoll.endpoint.Samples.primary;
import static io.redpoll.endpoint.Samples.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.redpoll.health.HealthPolicy;
import io.redpoll.health.Judge;
import io.redpoll.health.Ownership;
import io.redpoll.health.Verdict;
import io.redpoll.registry.RegistryMetrics;
import io.redpoll.registry.RegistryView;
import io.redpoll.registry.RegistryWriter;
import io.redpoll.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where nothing happens, nothing is written: an hour of good checks, in a moment. */
class IdleTest {

  private static final int MINUTES = 60;

  private final List<Endpoint> pods = List.of(pod(0), pod(1), pod(2));
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final RegistryWriter writer = new RegistryWriter(vertx, ServiceDiscovery.create(vertx));
  private final Judge judge = new Judge(
      Ownership.alone("agent-1"), HealthPolicy.DEFAULT, () -> now(), this::write, question -> {});
  /** Belongs to the context. */
  private Instant now = NOON;

  @AfterEach
  void close() throws Exception {
    Await.result(vertx.close());
  }

  @Test
  void anIdleHourIsNotWritten() throws Exception {
    on(() -> judge.update(cache(pods.toArray(Endpoint[]::new))));
    on(() -> idle(10));
    awaitWritten();
    assertThat(judge.snapshot(CACHE).map(Snapshot::topology)).contains(Topology.SHARDED);
    RegistryMetrics before = writer.metrics();
    for (int minute = 0; minute < MINUTES; minute++) {
      on(() -> idle(60));
      reconcile();
    }
    RegistryMetrics after = writer.metrics();
    assertThat(after.reconciles() - before.reconciles()).isEqualTo(MINUTES);
    assertThat(after).isEqualTo(new RegistryMetrics(before.updates(), 0, 0, after.reconciles(), 0));
    on(() -> judge.observe(refused(pods.get(1))));
    Snapshot down = awaitWritten();
    assertThat(down.endpoint(pods.get(1).id()).orElseThrow().status()).isEqualTo(Status.DOWN);
    assertThat(writer.metrics().updates())
        .as("the Service, and one pod")
        .isEqualTo(after.updates() + 2);
  }

  private Instant now() {
    return now;
  }

  private void write(Verdict verdict) {
    verdict.snapshot().ifPresent(writer::write);
  }

  private void idle(int seconds) {
    for (int second = 0; second < seconds; second++) {
      now = now.plusSeconds(1);
      pods.forEach(pod -> judge.observe(primary(pod)));
      judge.tick();
    }
  }

  private void reconcile() throws Exception {
    Await.result(Future.<RegistryView>future(
        done -> context.runOnContext(v -> writer.reconcile().onComplete(done))));
  }

  /** Returns when the registry says what the judge does, in both kinds of record. */
  private Snapshot awaitWritten() throws Exception {
    while (true) {
      Optional<Snapshot> judged = judge.snapshot(CACHE);
      if (judged.isPresent() && Await.result(writer.read(CACHE)).snapshot(CACHE).equals(judged)) {
        reconcile();
        return judged.get();
      }
    }
  }

  private void on(Runnable step) throws Exception {
    Await.result(Future.<Void>future(done -> context.runOnContext(v -> {
      step.run();
      done.complete();
    })));
  }
}
