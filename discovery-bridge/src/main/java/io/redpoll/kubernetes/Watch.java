package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * One watch, from its request to its end. It may begin with the list itself, which counts when it is complete. It belongs
 * to the context of its reflector.
 */
final class Watch<T> implements WatchEvent.Target<T>, Reading.Target<T> {

  /** Whose watch it is. */
  interface Owner<T> {

    /** The server said 200. */
    void opened(Watch<T> watch);

    /** The list with which it began is complete. */
    void listed(Listing<T> listing);

    /** All up to this version was told. */
    void advanced(String version);
  }

  private static final long SHORT_NANOS = Duration.ofSeconds(1).toNanos();

  private final ApiCollection<T> collection;
  private final ApiRequest request;
  private final Timing timing;
  private final Owner<T> owner;
  private final ReflectorSink<T> sink;
  private final Counters counters;
  private final JsonSplitter splitter = JsonSplitter.ofSequence(this::event);
  /** Null unless it begins with the list, and from when that is complete. */
  private InitialEvents<T> initial;

  private ApiCall call;
  private boolean open;
  private boolean advanced;
  private boolean cancelled;
  private long openedAt;
  private String version;

  Watch(
      ApiCollection<T> collection,
      ApiRequest request,
      Timing timing,
      Owner<T> owner,
      ReflectorSink<T> sink,
      Counters counters) {
    this.collection = collection;
    this.request = request;
    this.timing = timing;
    this.owner = owner;
    this.sink = sink;
    this.counters = counters;
  }

  /** It begins with the list. */
  Watch<T> withList() {
    initial = new InitialEvents<>(collection.keyOf(), this::skip);
    return this;
  }

  /** Sends the request; the call that it is completes with the end of the watch. */
  ApiCall begin(ApiClient api, String from) {
    version = from;
    // While the list comes in there is no reason for silence.
    ApiRequest first = initial == null ? request : request.withSilence(ApiCollection.PATIENCE);
    call = api.open(first, this::opened, splitter::feed);
    return call;
  }

  void cancel() {
    cancelled = true;
    call.cancel();
  }

  /** Whether the list with which it began is still incomplete. */
  boolean isListing() {
    return initial != null;
  }

  boolean isOpen() {
    return open;
  }

  /** When it was opened, in nanoseconds. */
  long openedAt() {
    return openedAt;
  }

  /** Whether it was of any use: a server that ends each watch at once must not be asked again at once. */
  boolean lived() {
    return open && (advanced || timing.nanoTime().getAsLong() - openedAt >= SHORT_NANOS);
  }

  @Override
  public void changed(Reading<T> reading, String newVersion) {
    counters.event("changed");
    if (initial == null) {
      advance(newVersion);
      reading.applyTo(this);
    } else {
      reading.applyTo(initial);
    }
  }

  @Override
  public void deleted(ObjectKey key, String newVersion) {
    counters.event("deleted");
    if (initial == null) {
      advance(newVersion);
      sink.gone(key);
    } else {
      initial.deleted(key);
    }
  }

  @Override
  public void bookmark(String newVersion, boolean endsList) {
    counters.event("bookmark");
    if (initial == null) {
      advance(newVersion);
    } else if (endsList) {
      listed(newVersion);
    }
  }

  @Override
  public void failed(ApiFailure failure) {
    counters.event("error");
    throw failure;
  }

  @Override
  public void unknown(Fault what) {
    counters.event("unknown");
    sink.skipped(collection.plural(), what);
  }

  @Override
  public void read(T object) {
    sink.changed(object);
  }

  @Override
  public void foreign(ObjectKey key) {
    sink.gone(key);
  }

  @Override
  public void malformed(ObjectKey key, Fault fault) {
    skip(key, fault);
  }

  private void opened() {
    open = true;
    openedAt = timing.nanoTime().getAsLong();
    owner.opened(this);
  }

  private void event(JsonObject json) {
    if (!cancelled) {
      WatchEventReader.read(collection, request, json).applyTo(this);
    }
  }

  private void listed(String newVersion) {
    if (newVersion.isEmpty()) {
      throw new ApiFailure(Kind.BAD_ANSWER, "ended a streaming list without a version");
    }
    Listing<T> listing = initial.listing(newVersion);
    initial = null;
    version = newVersion;
    advanced = true;
    call.patience(request.silence());
    owner.listed(listing);
  }

  private void advance(String newVersion) {
    if (!newVersion.isEmpty() && !newVersion.equals(version)) {
      version = newVersion;
      advanced = true;
      owner.advanced(newVersion);
    }
  }

  private void skip(ObjectKey key, Fault fault) {
    sink.skipped(key.toString(), fault);
  }
}
