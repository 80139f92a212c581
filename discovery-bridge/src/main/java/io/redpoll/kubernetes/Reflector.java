package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * Mirrors one collection of the API: lists it once, then watches on from there for as long as it can, and lists again
 * only when the server has forgotten that version. It never gives up.
 *
 * <p>It belongs to the context on which it was started; its sink is called there.
 */
final class Reflector<T> {

  private static final long SHORT_NANOS = Duration.ofSeconds(1).toNanos();

  private final ApiCollection<T> collection;
  private final ApiClient api;
  private final Timing timing;
  private final ReflectorSink<T> sink;
  private final Backoff backoff;

  /** From which version to list or to watch; "0" means any, empty means the newest. */
  private String version = "0";

  private ApiCall call;
  private Runnable cancelPause = () -> {};
  private boolean stopped;
  /** How many watches failed in a row for a reason that may lie in the version. */
  private int failures;
  /** Whether the last failure came after the answer had begun, so that a new beginning proves nothing. */
  private boolean failedLate;

  Reflector(ApiCollection<T> collection, ApiClient api, Timing timing, ReflectorSink<T> sink) {
    this.collection = collection;
    this.api = api;
    this.timing = timing;
    this.sink = sink;
    this.backoff = new Backoff(timing.random());
  }

  void start() {
    whenAllowed(this::list);
  }

  /** Ends it: the sink hears nothing more. */
  void stop() {
    stopped = true;
    cancelPause.run();
    if (call != null) {
      call.cancel();
    }
  }

  private void list() {
    ListReader<T> reader =
        new ListReader<>(collection, (key, fault) -> sink.skipped(key.toString(), fault));
    call = api.open(collection.list(version), () -> {}, reader::feed);
    call.ended()
        .map(end -> reader.finish())
        .map(this::listed)
        .onFailure(cause -> listFailed(asFailure(cause)));
  }

  private Void listed(Listing<T> listing) {
    version = listing.version();
    backoff.worked(timing.nanoTime().getAsLong());
    sink.heard(collection);
    if (!failedLate) {
      sink.recovered(collection);
    }
    sink.listed(collection, listing);
    whenAllowed(this::watch);
    return null;
  }

  private void listFailed(ApiFailure failure) {
    if (Recovery.blamesVersion(failure.kind()) && !version.isEmpty()) {
      version = "";
      whenAllowed(this::list);
    } else {
      failedLate = false;
      retry(failure, this::list);
    }
  }

  private void watch() {
    Duration timeout = Duration.ofSeconds(300 + timing.random().nextInt(300));
    Watch watch = new Watch(collection.watch(version, timeout));
    call = api.open(watch.request, watch::opened, watch.splitter::feed);
    call.ended()
        .onComplete(
            end -> watchEnded(watch, Optional.empty()),
            cause -> watchEnded(watch, Optional.of(asFailure(cause))));
  }

  private void watchEnded(Watch watch, Optional<ApiFailure> failure) {
    boolean lived = watch.lived();
    if (lived) {
      backoff.worked(watch.openedAt);
      failures = 0;
    }
    boolean justEnded = failure.isEmpty() || failure.get().kind() == Kind.BROKEN;
    if (lived && justEnded) {
      proved();
      whenAllowed(this::watch);
      return;
    }
    failedLate = watch.open;
    ApiFailure why = failure.orElseGet(() -> new ApiFailure(
        Kind.SHORT_WATCH,
        "ends at once, again and again: " + collection.watch("", Duration.ZERO).describe()));
    failures = Recovery.mayBeVersion(why.kind()) ? failures + 1 : failures;
    Recovery next = Recovery.after(why.kind(), failures);
    retry(why, next == Recovery.LIST ? this::list : this::watch);
  }

  /** The API does what it should, and not only for the moment. */
  private void proved() {
    failedLate = false;
    sink.heard(collection);
    sink.recovered(collection);
  }

  private void retry(ApiFailure failure, Runnable step) {
    Duration pause = backoff.failed(timing.nanoTime().getAsLong());
    Duration delay = pause.compareTo(failure.retryAfter()) < 0 ? failure.retryAfter() : pause;
    sink.failed(collection, failure, delay);
    pause(delay, () -> whenAllowed(step));
  }

  private void whenAllowed(Runnable step) {
    Duration wait = api.budget().take(timing.nanoTime().getAsLong());
    if (wait.isZero()) {
      step.run();
    } else {
      pause(wait, step);
    }
  }

  private void pause(Duration delay, Runnable step) {
    if (!stopped) {
      cancelPause = timing.scheduler().after(delay, step);
    }
  }

  private static ApiFailure asFailure(Throwable cause) {
    return cause instanceof ApiFailure failure ? failure : Defect.of(cause);
  }

  /** One watch, from its request to its end. */
  private final class Watch implements WatchEvent.Target<T>, Reading.Target<T> {
    private final ApiRequest request;
    private final JsonSplitter splitter = JsonSplitter.ofSequence(this::event);
    private boolean open;
    private boolean advanced;
    private long openedAt;

    Watch(ApiRequest request) {
      this.request = request;
    }

    void opened() {
      open = true;
      openedAt = timing.nanoTime().getAsLong();
      sink.heard(collection);
      if (!failedLate) {
        sink.recovered(collection);
      }
    }

    /** Whether it was of any use: a server that ends each watch at once must not be asked again at once. */
    boolean lived() {
      return open && (advanced || timing.nanoTime().getAsLong() - openedAt >= SHORT_NANOS);
    }

    private void event(JsonObject json) {
      if (!stopped) {
        WatchEventReader.read(collection, request, json).applyTo(this);
      }
    }

    @Override
    public void changed(Reading<T> reading, String newVersion) {
      advance(newVersion);
      reading.applyTo(this);
    }

    @Override
    public void deleted(ObjectKey key, String newVersion) {
      advance(newVersion);
      sink.gone(key);
    }

    @Override
    public void bookmark(String newVersion) {
      advance(newVersion);
    }

    @Override
    public void failed(ApiFailure failure) {
      throw failure;
    }

    @Override
    public void unknown(String what) {
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
    public void malformed(ObjectKey key, String fault) {
      sink.skipped(key.toString(), fault);
    }

    private void advance(String newVersion) {
      if (!newVersion.isEmpty() && !newVersion.equals(version)) {
        version = newVersion;
        advanced = true;
        proved();
      }
    }
  }
}
