package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.EndpointUpdate.Reset;
import io.redpoll.testkit.kubernetes.Answers;
import io.redpoll.testkit.kubernetes.KubernetesApi;
import io.redpoll.testkit.kubernetes.KubernetesApiOptions;
import io.redpoll.testkit.kubernetes.ScriptedFaults;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
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
  private final ScriptedFaults faults = new ScriptedFaults();
  private KubernetesSource source;

  private Rig(KubernetesApiOptions options, boolean streams) {
    api = KubernetesApi.start(options);
    api.faults(request -> {
      if (!streams && request.uri().contains("sendInitialEvents")) {
        Answers.status(422).accept(request);
        return true;
      }
      requests.add(request.uri());
      return faults.take(request);
    });
  }

  static Rig of(KubernetesApiOptions options) {
    return new Rig(options, false);
  }

  /** A server without lists by watch, which says so to nobody's surprise: it does not count as a request. */
  static Rig plain() {
    return of(KubernetesApiOptions.DEFAULT);
  }

  /** A server with lists by watch. */
  static Rig streaming() {
    return new Rig(KubernetesApiOptions.DEFAULT, true);
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
    faults.nextList(answer);
    return this;
  }

  Rig nextWatch(Consumer<HttpServerRequest> answer) {
    faults.nextWatch(answer);
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

  /** All requests that nobody waited for yet. */
  List<String> requests() {
    List<String> all = new ArrayList<>();
    requests.drainTo(all);
    return all;
  }

  KubernetesSource source() {
    return source;
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
