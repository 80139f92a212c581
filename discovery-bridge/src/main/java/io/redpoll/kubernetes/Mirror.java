package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.kubernetes.KubernetesMetrics.Mirrored;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Puts together what the reflectors of all namespaces see, and tells what changed: a reset when each of them has listed,
 * then the changes of each turn of the event loop after it. Many changes are told over several turns. It belongs to the
 * context of its source.
 */
final class Mirror {

  /** As many endpoints are put together in about a millisecond or two. */
  private static final int ENDPOINTS_PER_TURN = 1000;

  private final List<ApiCollection<Slice>> slices;
  private final List<ApiCollection<Slice>> pods;
  private final Consumer<EndpointUpdate> updates;
  private final InstantSource clock;
  private final Executor laterThisTurn;
  private final Promise<Void> whenSynced = Promise.promise();
  private final Counters counters = new Counters();
  private final SliceStore store;
  private final TroubleLog log;
  private final Set<ApiCollection<Slice>> unlisted = new HashSet<>();
  private final Map<ApiCollection<Slice>, Instant> lastHeard = new HashMap<>();
  private final LabelLog labelLog = new LabelLog();

  private boolean synced;
  private boolean resetDue = true;
  private boolean drainPending;
  private boolean closed;

  // Written on the context, read anywhere.
  private volatile KubernetesStatus status = KubernetesStatus.NEW;
  private volatile KubernetesMetrics metrics = counters.snapshot(Mirrored.NOTHING);

  /**
   * A mirror that waits for the first list of each collection.
   *
   * @param laterThisTurn runs something on the context after all that is under way there
   */
  Mirror(
      KubernetesOptions options,
      Consumer<EndpointUpdate> updates,
      InstantSource clock,
      Executor laterThisTurn) {
    this.slices = options.scopes().stream()
        .map(namespace -> ApiCollection.slices(namespace, options.labelSelector()))
        .toList();
    this.pods = options.scopes().stream()
        .flatMap(namespace ->
            options.podSelector().stream().map(selector -> ApiCollection.pods(namespace, selector)))
        .toList();
    unlisted.addAll(slices);
    unlisted.addAll(pods);
    this.store = new SliceStore(!pods.isEmpty());
    this.log = new TroubleLog("Kubernetes API " + options.server());
    this.updates = updates;
    this.clock = clock;
    this.laterThisTurn = laterThisTurn;
  }

  /** Hands on each collection that is to be reflected, and where to. */
  void collections(BiConsumer<ApiCollection<Slice>, ReflectorSink<Slice>> target) {
    slices.forEach(collection -> target.accept(collection, new SliceSink()));
    pods.forEach(collection -> target.accept(collection, new PodSink()));
  }

  /** Completes when the reset was told; fails if it is closed before. */
  Future<Void> whenSynced() {
    return whenSynced.future();
  }

  /** How it stands; from any thread. */
  KubernetesStatus status() {
    return status;
  }

  /** What it did and holds; from any thread. */
  KubernetesMetrics metrics() {
    return metrics;
  }

  Counters counters() {
    return counters;
  }

  /** Tells all that is known again, so that whatever went wrong downstream is mended. Asks nobody. */
  void resync() {
    if (synced) {
      counters.resync();
      resetDue = true;
      drainLater();
    }
  }

  /** Ends it: nothing more is told. */
  void close() {
    closed = true;
    whenSynced.tryFail(
        new IllegalStateException("Kubernetes source: stopped before its first list was complete"));
  }

  private void drainLater() {
    if (!drainPending) {
      drainPending = true;
      laterThisTurn.execute(this::drain);
    }
  }

  private void drain() {
    drainPending = false;
    if (closed) {
      return;
    }
    List<EndpointUpdate> changes = store.drain(ENDPOINTS_PER_TURN);
    boolean more = store.hasChanges();
    if (more) {
      drainLater();
    }
    boolean reset = resetDue && !more && unlisted.isEmpty();
    boolean first = reset && !synced;
    boolean tellChanges = synced;
    synced |= reset;
    publish();
    if (tellChanges) {
      changes.forEach(this::tell);
    }
    if (reset) {
      resetDue = false;
      tell(store.reset());
    }
    if (first) {
      whenSynced.tryComplete();
    }
  }

  private void tell(EndpointUpdate update) {
    if (closed) {
      return;
    }
    update.applyTo(labelLog);
    try {
      updates.accept(update);
    } catch (RuntimeException e) {
      Defect.ofListener(e);
    }
  }

  private void publish() {
    // Of several collections the one that waits longest counts, so that a deaf one shows.
    boolean allHeard = lastHeard.size() == slices.size() + pods.size();
    Optional<Instant> oldest =
        allHeard ? lastHeard.values().stream().min(Instant::compareTo) : Optional.empty();
    status = new KubernetesStatus(synced, oldest, log.trouble(), counters.skipped());
    metrics = counters.snapshot(store.mirrored());
  }

  /** What is the same for slices and pods. */
  private abstract class Sink implements ReflectorSink<Slice> {

    @Override
    public void skipped(String where, Fault why) {
      counters.skipped(why.reason());
      log.skipped(where, why.message());
      drainLater();
    }

    @Override
    public void heard(ApiCollection<Slice> collection) {
      lastHeard.put(collection, clock.instant());
      drainLater();
    }

    @Override
    public void recovered(ApiCollection<Slice> collection) {
      log.recovered(collection);
      drainLater();
    }

    @Override
    public void failed(ApiCollection<Slice> collection, ApiFailure failure, Duration delay) {
      log.failed(collection, failure, delay);
      publish();
    }

    void listed(ApiCollection<Slice> collection) {
      unlisted.remove(collection);
      drainLater();
    }
  }

  private final class SliceSink extends Sink {

    @Override
    public void listed(ApiCollection<Slice> collection, Listing<Slice> listing) {
      store.replace(collection.namespace(), listing);
      listing.objects().forEach(this::check);
      listed(collection);
    }

    @Override
    public void changed(Slice slice) {
      store.put(slice);
      check(slice);
      drainLater();
    }

    @Override
    public void gone(ObjectKey key) {
      store.remove(key);
      log.readable(key.toString());
      drainLater();
    }

    /** Endpoints that were skipped are told apart from a slice that was. */
    private void check(Slice slice) {
      String where = slice.key().toString();
      if (slice.faults().isEmpty()) {
        log.readable(where);
      } else {
        slice.faults().forEach(fault -> counters.skipped(fault.reason()));
        log.skipped(
            where,
            Printable.of(
                String.join("; ", slice.faults().stream().map(Fault::message).toList()), 600));
      }
    }
  }

  private final class PodSink extends Sink {

    @Override
    public void listed(ApiCollection<Slice> collection, Listing<Slice> listing) {
      store.replacePods(collection.namespace(), listing);
      listed(collection);
    }

    @Override
    public void changed(Slice pod) {
      store.putPod(pod);
      log.readable(where(pod.key().toString()));
      drainLater();
    }

    @Override
    public void gone(ObjectKey key) {
      store.removePod(key);
      log.readable(where(key.toString()));
      drainLater();
    }

    @Override
    public void skipped(String where, Fault why) {
      super.skipped(where(where), why);
    }

    private String where(String key) {
      return "pod " + key;
    }
  }
}
