package io.redpoll.agent.manifests;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.redpoll.DiscoveryOptions;
import io.redpoll.DiscoveryVerticle;
import io.redpoll.agent.examples.EventSubscriber;
import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.registry.ServiceRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** What Redpoll makes of it: the records and events of a verticle. */
final class View implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;
  private static final long STEP_MILLIS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final ServiceDiscovery discovery = ServiceDiscovery.create(vertx);

  /** Of the Services that this API tells of. */
  static View of(String api) {
    View view = new View();
    KubernetesOptions kubernetes = KubernetesOptions.of(URI.create(api));
    await(view.vertx.deployVerticle(new DiscoveryVerticle(DiscoveryOptions.of(kubernetes))));
    return view;
  }

  /** The next event of this kind about a Service, as JSON. */
  Future<JsonObject> next(EventType type, ServiceId service) {
    Promise<JsonObject> next = Promise.promise();
    await(EventSubscriber.listen(vertx, event -> {
      if (event.getString("type").equals(type.wireName())
          && event.getString("service").equals(service.toString())) {
        next.tryComplete(event);
      }
    }));
    return next.future();
  }

  /** Waits until the record of a Service is as wanted. */
  Snapshot until(ServiceId service, Predicate<Snapshot> wanted) {
    Promise<Snapshot> holds = Promise.promise();
    AtomicReference<Snapshot> last = new AtomicReference<>();
    long timer = vertx.setPeriodic(
        STEP_MILLIS,
        id -> snapshot(service).onSuccess(snapshot -> {
          last.set(snapshot);
          if (wanted.test(snapshot)) {
            holds.tryComplete(snapshot);
          }
        }));
    try {
      return holds.future().await(PATIENCE_SECONDS, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not as wanted, but: " + last.get(), e);
    } finally {
      vertx.cancelTimer(timer);
    }
  }

  /** Fails while there is none. */
  private Future<Snapshot> snapshot(ServiceId service) {
    return discovery.getRecord(ServiceRecord.registration(service)).map(ServiceRecord::snapshot);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no result within " + PATIENCE_SECONDS + " s", e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
