package io.redpoll.testkit.kubernetes;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** One running watch: events as lines of JSON, until its time is over or either side hangs up. */
final class WatchStream {

  private final Vertx vertx;
  private final HttpServerResponse response;
  private final Kind kind;
  private final ListOptions options;

  // Both belong to the context of the request.
  private Runnable whenOver = () -> {};
  private boolean over;

  WatchStream(Vertx vertx, HttpServerResponse response, Kind kind, ListOptions options) {
    this.vertx = vertx;
    this.response = response;
    this.kind = kind;
    this.options = options;
  }

  /**
   * Sends the headers and the events that are due at once.
   *
   * @param bookmarkInterval how often it gets a bookmark
   * @param ended called once when the watch is over
   */
  void start(ObjectStore store, Duration bookmarkInterval, Runnable ended) {
    whenOver = ended;
    response.closeHandler(gone -> over());
    response.exceptionHandler(broken -> over());
    response.setChunked(true).putHeader("content-type", "application/json");
    response.writeHead().onFailure(gone -> over());
    long asked = options.version().number();
    boolean fromStart = options.version().newest() || options.version().any();
    boolean everything =
        options.initialEvents().isEmpty() ? fromStart : options.initialEvents().equals("true");
    if (!fromStart && !everything && asked < store.compactedAt()) {
      fail(ApiStatus.tooOld(asked, store.compactedAt()));
      return;
    }
    schedule(store, bookmarkInterval);
    if (everything) {
      sendAll(store);
    } else if (!fromStart) {
      store.changesAfter(asked).forEach(this::offer);
    }
  }

  /** Sends what a change means to this watch, if anything. */
  void offer(Change change) {
    boolean before = change.before() != null && options.selected().test(change.before());
    boolean after = change.after() != null && options.selected().test(change.after());
    if (after) {
      send(before ? "MODIFIED" : "ADDED", change.after().json());
    } else if (before) {
      send("DELETED", change.before().at(change.resourceVersion()));
    }
  }

  /** Sends a bookmark if the watch takes any. */
  void bookmark(long resourceVersion) {
    if (options.bookmarks()) {
      send("BOOKMARK", bookmarkObject(resourceVersion));
    }
  }

  /** Ends the stream as a server does at timeout or shutdown: without a word. */
  void end() {
    if (!over) {
      over();
      response.end().onFailure(gone -> over());
    }
  }

  private void schedule(ObjectStore store, Duration bookmarkInterval) {
    Runnable ended = whenOver;
    long timeout = Math.max(1, options.timeout().toMillis());
    long ends = vertx.setTimer(timeout, due -> end());
    long lastBookmark =
        vertx.setTimer(Math.max(1, timeout - 2_000), due -> bookmark(store.resourceVersion()));
    long bookmarks =
        vertx.setPeriodic(bookmarkInterval.toMillis(), due -> bookmark(store.resourceVersion()));
    whenOver = () -> {
      vertx.cancelTimer(ends);
      vertx.cancelTimer(lastBookmark);
      vertx.cancelTimer(bookmarks);
      ended.run();
    };
  }

  private void sendAll(ObjectStore store) {
    store.objects().values().stream()
        .filter(options.selected())
        .forEach(object -> send("ADDED", object.json()));
    if (options.initialEvents().equals("true")) {
      JsonObject end = bookmarkObject(store.resourceVersion());
      end.getJsonObject("metadata")
          .put("annotations", new JsonObject().put("k8s.io/initial-events-end", "true"));
      send("BOOKMARK", end);
    }
  }

  private void fail(ApiStatus status) {
    send("ERROR", status.toJson());
    end();
  }

  private void send(String type, JsonObject object) {
    if (!over) {
      String line = new JsonObject().put("type", type).put("object", object).encode() + "\n";
      response.write(line).onFailure(gone -> over());
    }
  }

  private JsonObject bookmarkObject(long resourceVersion) {
    JsonObject bookmark = new JsonObject()
        .put("kind", kind.kind())
        .put("apiVersion", kind.apiVersion())
        .put(
            "metadata",
            new JsonObject()
                .put("resourceVersion", Long.toString(resourceVersion))
                .putNull("creationTimestamp"));
    return kind == Kind.ENDPOINT_SLICE
        ? bookmark.put("addressType", "").putNull("endpoints").putNull("ports")
        : bookmark
            .put("spec", new JsonObject().put("containers", new JsonArray()))
            .put("status", new JsonObject());
  }

  private void over() {
    if (!over) {
      over = true;
      whenOver.run();
    }
  }
}
