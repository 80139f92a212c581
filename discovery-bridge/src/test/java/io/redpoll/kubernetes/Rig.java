package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.EndpointUpdate.Reset;
import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.redpoll.testkit.kubernetes.KubernetesApiOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A source before an in-memory API, with time that stands still and answers that can be spoiled one by one. */
final class Rig implements AutoCloseable {

  final KubernetesApi api;
  final VirtualTime time = new VirtualTime();
  final Heard heard = new Heard();
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final Queue<Consumer<HttpServerRequest>> lists = new ConcurrentLinkedQueue<>();
  private final Queue<Consumer<HttpServerRequest>> watches = new ConcurrentLinkedQueue<>();
  private KubernetesSource source;

  private Rig(KubernetesApiOptions options) {
    api = KubernetesApi.start(options);
    api.faults(request -> {
      requests.add(request.uri());
      Consumer<HttpServerRequest> fault =
          (request.uri().contains("watch=1") ? watches : lists).poll();
      if (fault != null) {
        fault.accept(request);
      }
      return fault != null;
    });
  }

  static Rig of(KubernetesApiOptions options) {
    return new Rig(options);
  }

  static Rig plain() {
    return new Rig(KubernetesApiOptions.DEFAULT);
  }

  KubernetesOptions options() {
    return new KubernetesOptions(
        URI.create(api.uri()), api.tokenFile(), api.caFile(), List.of(), Optional.empty());
  }

  KubernetesSource source(KubernetesOptions options, Consumer<EndpointUpdate> updates) {
    source = new KubernetesSource(vertx, options, updates, time.timing());
    return source;
  }

  KubernetesSource start(KubernetesOptions options) {
    await(source(options, heard).start());
    return source;
  }

  /** Starts with what the API has, and swallows the first update and the first two requests. */
  KubernetesSource synced() {
    start(options());
    heard.next(Reset.class);
    request();
    request();
    return source;
  }

  Rig nextList(Consumer<HttpServerRequest> answer) {
    lists.add(answer);
    return this;
  }

  Rig nextWatch(Consumer<HttpServerRequest> answer) {
    watches.add(answer);
    return this;
  }

  /** Waits for the next request that came in: its path and query. */
  String request() {
    try {
      String uri = requests.poll(20, TimeUnit.SECONDS);
      if (uri == null) {
        throw new AssertionError("no request (expected: one within 20 s)");
      }
      return uri;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  boolean noRequests() {
    return requests.isEmpty();
  }

  long apply(SliceJson slice) {
    JsonObject stored = api.apply(slice.json());
    return Long.parseLong(stored.getJsonObject("metadata").getString("resourceVersion"));
  }

  static <T> T await(io.vertx.core.Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no outcome within 20 s", e);
    }
  }

  /** Waits until this holds. */
  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("the condition did not hold within 20 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    try {
      if (source != null) {
        await(source.stop());
      }
      await(vertx.close());
    } finally {
      api.close();
    }
  }
}
