package io.redpoll.testkit.kubernetes;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;

/** Answers requests from the store, and tells the running watches of each change. It belongs to the server's context. */
final class ApiRequests {

  /** Less than this a real server does not compress. */
  private static final int GZIP_BYTES = 128 << 10;

  private final KubernetesApiOptions options;
  private final ObjectStore store;
  private final Set<WatchStream> watches = new LinkedHashSet<>();
  private final AccessReviews reviews = new AccessReviews();
  private Optional<String> token;
  private Faults faults = Faults.NONE;

  ApiRequests(KubernetesApiOptions options, ObjectStore store) {
    this.options = options;
    this.store = store;
    this.token = options.token();
  }

  void handle(Vertx vertx, HttpServerRequest request) {
    try {
      if (!authorized(request)) {
        throw new StatusException(ApiStatus.unauthorized());
      }
      if (!faults.take(request) && !reviews.take(request)) {
        answer(vertx, request);
      }
    } catch (StatusException failed) {
      send(request, failed.status().code(), failed.status().toJson());
    }
  }

  /** Creates or replaces an object and tells the watches, if anything changed. */
  JsonObject apply(JsonObject object) {
    ObjectKey key = key(object);
    store.apply(key, object).ifPresent(this::announce);
    return store.find(key).orElseThrow().json().copy();
  }

  /** Deletes an object and tells the watches; false if there is none. */
  boolean delete(ObjectKey key) {
    Optional<Change> change = store.delete(key);
    change.ifPresent(this::announce);
    return change.isPresent();
  }

  Optional<JsonObject> find(ObjectKey key) {
    return store.find(key).map(found -> found.json().copy());
  }

  ObjectStore store() {
    return store;
  }

  /** How many watches run. */
  int watches() {
    return watches.size();
  }

  void dropWatches() {
    List.copyOf(watches).forEach(WatchStream::end);
  }

  void bookmark() {
    List.copyOf(watches).forEach(watch -> watch.bookmark(store.resourceVersion()));
  }

  void requireToken(String newToken) {
    token = Optional.of(newToken);
  }

  void allow(Predicate<JsonObject> allowed) {
    reviews.allow(allowed);
  }

  void faults(Faults newFaults) {
    faults = newFaults;
  }

  private boolean authorized(HttpServerRequest request) {
    return token.isEmpty() || ("Bearer " + token.get()).equals(request.getHeader("authorization"));
  }

  private void answer(Vertx vertx, HttpServerRequest request) {
    RequestPath path = RequestPath.parse(request.path())
        .orElseThrow(() -> new StatusException(ApiStatus.noSuchResource()));
    if (!request.method().equals(HttpMethod.GET)) {
      throw new StatusException(ApiStatus.methodNotAllowed(request.method().name()));
    }
    requireJson(request.getHeader("accept"));
    if (!path.name().isEmpty()) {
      sendOne(request, new ObjectKey(path.kind(), path.namespace(), path.name()));
      return;
    }
    ListOptions list = ListOptions.parse(path.kind(), path.namespace(), request.params());
    if (list.watch()) {
      watch(vertx, request.response(), path.kind(), list);
    } else {
      send(request, 200, new ListPage(store, path.kind(), list).toJson());
    }
  }

  private void sendOne(HttpServerRequest request, ObjectKey key) {
    JsonObject found = find(key).orElseThrow(() -> new StatusException(ApiStatus.notFound(key)));
    send(request, 200, found);
  }

  private void watch(Vertx vertx, HttpServerResponse response, Kind kind, ListOptions list) {
    list.checkWatch(options.streamingLists());
    WatchStream watch = new WatchStream(vertx, response, kind, list);
    watches.add(watch);
    watch.start(store, options.bookmarkInterval(), () -> watches.remove(watch));
  }

  private void announce(Change change) {
    List.copyOf(watches).forEach(watch -> watch.offer(change));
  }

  private static void requireJson(String accept) {
    boolean json = accept == null || accept.contains("application/json") || accept.contains("*/*");
    if (!json) {
      throw new StatusException(ApiStatus.notAcceptable(accept));
    }
  }

  private static ObjectKey key(JsonObject object) {
    Kind kind = Kind.of(object);
    JsonObject metadata = object.getJsonObject("metadata", new JsonObject());
    String name = metadata.getString("name", "");
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "metadata.name: absent (expected: the name of the " + kind.kind() + ")");
    }
    return new ObjectKey(kind, metadata.getString("namespace", "default"), name);
  }

  private static void send(HttpServerRequest request, int status, JsonObject body) {
    HttpServerResponse response = request.response();
    response.setStatusCode(status).putHeader("content-type", "application/json");
    Buffer plain = body.toBuffer();
    boolean gzip = request.headers().contains("accept-encoding", "gzip", true);
    if (gzip && plain.length() >= GZIP_BYTES) {
      response.putHeader("content-encoding", "gzip").end(packed(plain));
    } else {
      response.end(plain);
    }
  }

  private static Buffer packed(Buffer plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain.getBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
