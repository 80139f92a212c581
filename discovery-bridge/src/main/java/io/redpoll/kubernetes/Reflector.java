package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import java.time.Duration;
import java.util.Optional;

/**
 * Mirrors one collection of the API: lists it once, then watches on from there for as long as it can, and lists again
 * only when the server has forgotten that version. It never gives up.
 *
 * <p>It belongs to the context on which it was started; its sink is called there.
 */
final class Reflector<T> implements Watch.Owner<T> {

  private final ApiCollection<T> collection;
  private final ApiClient api;
  private final Timing timing;
  private final ReflectorSink<T> sink;
  private final Counters counters;
  private final Backoff backoff;
  private final Pace pace;

  /** From which version to list or to watch; "0" means any, empty means the newest. */
  private String version = "0";

  /** Why it lists, in the words of the metrics. */
  private String reason = "start";

  private Runnable hangUp = () -> {};
  /** How many watches failed in a row for a reason that may lie in the version. */
  private int failures;
  /** Whether the last failure came after the answer had begun, so that a new beginning proves nothing. */
  private boolean failedLate;
  /** Whether the last streaming list broke: then the next is an ordinary one. */
  private boolean streamBroke;

  Reflector(
      ApiCollection<T> collection,
      ApiClient api,
      Timing timing,
      ReflectorSink<T> sink,
      Counters counters) {
    this.collection = collection;
    this.api = api;
    this.timing = timing;
    this.sink = sink;
    this.counters = counters;
    this.backoff = new Backoff(timing.random());
    this.pace = new Pace(api.budget(), timing);
  }

  void start() {
    pace.request(this::list);
  }

  /** Ends it: the sink hears nothing more. */
  void stop() {
    pace.stop();
    hangUp.run();
  }

  @Override
  public void opened(Watch<T> watch) {
    sink.heard(collection);
    if (!failedLate && !watch.isListing()) {
      sink.recovered(collection);
    }
  }

  @Override
  public void listed(Listing<T> listing) {
    version = listing.version();
    streamBroke = false;
    backoff.worked(timing.nanoTime().getAsLong());
    sink.heard(collection);
    if (!failedLate) {
      sink.recovered(collection);
    }
    sink.listed(collection, listing);
  }

  @Override
  public void advanced(String newVersion) {
    version = newVersion;
    proved();
  }

  private void list() {
    counters.list(reason);
    if (api.streamsLists() && !streamBroke) {
      begin(watch(collection.stream(version, watchTimeout())).withList());
    } else {
      listWhole();
    }
  }

  private void listWhole() {
    WholeList<T> list =
        new WholeList<>(collection, api, pace, (key, fault) -> sink.skipped(key.toString(), fault));
    hangUp = list::cancel;
    list.read(version)
        .map(this::listedWhole)
        .onFailure(cause -> listFailed(asFailure(cause), this::listWhole));
  }

  private Void listedWhole(Listing<T> listing) {
    listed(listing);
    pace.request(this::watch);
    return null;
  }

  private void listFailed(ApiFailure failure, Runnable again) {
    reason = failure.kind().label();
    if (Recovery.blamesVersion(failure.kind()) && !version.isEmpty()) {
      version = "";
      counters.list(reason);
      pace.request(again);
    } else {
      failedLate = false;
      retry(failure, this::list);
    }
  }

  private void watch() {
    begin(watch(collection.watch(version, watchTimeout())));
  }

  private Watch<T> watch(ApiRequest request) {
    return new Watch<>(collection, request, timing, this, sink, counters);
  }

  private void begin(Watch<T> watch) {
    counters.watchBegan();
    hangUp = watch::cancel;
    watch
        .begin(api, version)
        .ended()
        .onComplete(
            end -> ended(watch, Optional.empty()),
            cause -> ended(watch, Optional.of(asFailure(cause))));
  }

  private void ended(Watch<T> watch, Optional<ApiFailure> failure) {
    if (watch.isOpen()) {
      counters.watchEnded(timing.nanoTime().getAsLong() - watch.openedAt());
    }
    if (watch.isListing()) {
      streamFailed(watch, failure.orElseGet(() -> tooShort("list by watch")));
    } else {
      watchEnded(watch, failure);
    }
  }

  /** Of a streaming list nothing counts before its end. Whatever broke it, the next one is an ordinary list. */
  private void streamFailed(Watch<T> watch, ApiFailure failure) {
    if (failure.kind() == Kind.REFUSED && !watch.isOpen()) {
      api.refusesStreams();
      pace.request(this::listWhole);
      return;
    }
    streamBroke = watch.isOpen();
    listFailed(failure, this::list);
  }

  private void watchEnded(Watch<T> watch, Optional<ApiFailure> failure) {
    boolean lived = watch.lived();
    if (lived) {
      backoff.worked(watch.openedAt());
      failures = 0;
    }
    boolean justEnded = failure.isEmpty() || failure.get().kind() == Kind.BROKEN;
    if (lived && justEnded) {
      proved();
      pace.request(this::watch);
      return;
    }
    failedLate = watch.isOpen();
    ApiFailure why = failure.orElseGet(() -> tooShort("watch"));
    failures = Recovery.mayBeVersion(why.kind()) ? failures + 1 : failures;
    reason = why.kind().label();
    retry(why, Recovery.after(why.kind(), failures) == Recovery.LIST ? this::list : this::watch);
  }

  private ApiFailure tooShort(String verb) {
    String what = collection.watch("", Duration.ZERO).describe();
    return new ApiFailure(
        Kind.SHORT_WATCH, "ends at once, again and again: " + what.replaceFirst("watch", verb));
  }

  /** The API does what it should, and not only for the moment. */
  private void proved() {
    failedLate = false;
    sink.heard(collection);
    sink.recovered(collection);
  }

  private void retry(ApiFailure failure, Runnable step) {
    counters.failure(failure.kind().label());
    Duration pause = backoff.failed(timing.nanoTime().getAsLong());
    Duration delay = pause.compareTo(failure.retryAfter()) < 0 ? failure.retryAfter() : pause;
    sink.failed(collection, failure, delay);
    pace.requestAfter(delay, step);
  }

  /** By chance, so that the watches of many agents do not end together. */
  private Duration watchTimeout() {
    return Duration.ofSeconds(300 + timing.random().nextInt(300));
  }

  private static ApiFailure asFailure(Throwable cause) {
    return cause instanceof ApiFailure failure ? failure : Defect.of(cause);
  }
}
