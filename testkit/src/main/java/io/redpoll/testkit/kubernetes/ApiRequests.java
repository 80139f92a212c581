package io.redpoll.testkit.kubernetes;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers requests from the store, and tells the running watches of each change. It belongs to the server's context. */
final class ApiRequests {

  private final KubernetesApiOptions options;
  private final ObjectStore store;
  private final Set<WatchStream> watches = new LinkedHashSet<>();
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
      if (!faults.take(request)) {
        answer(vertx, request);
      }
    } catch (StatusException failed) {
      send(request.response(), failed.status().code(), failed.status().toJson());
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
      sendOne(request.response(), new ObjectKey(path.kind(), path.namespace(), path.name()));
      return;
    }
    ListOptions list = ListOptions.parse(path.kind(), path.namespace(), request.params());
    if (list.watch()) {
      watch(vertx, request.response(), path.kind(), list);
    } else {
      send(request.response(), 200, new ListPage(store, path.kind(), list).toJson());
    }
  }

  private void sendOne(HttpServerResponse response, ObjectKey key) {
    JsonObject found = find(key).orElseThrow(() -> new StatusException(ApiStatus.notFound(key)));
    send(response, 200, found);
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

  private static void send(HttpServerResponse response, int status, JsonObject body) {
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body.toBuffer());
  }
}
