package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointUpdate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Puts together what the reflectors of all namespaces see, and tells what changed: a reset when each of them has listed,
 * then the changes of each turn of the event loop at its end. It belongs to the context of its source.
 */
final class Mirror implements ReflectorSink<Slice> {

  private final Consumer<EndpointUpdate> updates;
  private final InstantSource clock;
  private final Executor laterThisTurn;
  private final Promise<Void> whenSynced = Promise.promise();
  private final SliceStore store = new SliceStore();
  private final TroubleLog log;
  private final int namespaces;
  private final Set<String> unlisted;
  private final Map<String, Instant> lastHeard = new HashMap<>();
  private final LabelLog labelLog = new LabelLog();

  private boolean synced;
  private boolean drainPending;
  private boolean closed;
  /** Written on the context, read anywhere. */
  private volatile KubernetesStatus status = KubernetesStatus.NEW;

  /**
   * A mirror that waits for the first list of each namespace.
   *
   * @param laterThisTurn runs something on the context after all that is under way there
   */
  Mirror(
      KubernetesOptions options,
      Consumer<EndpointUpdate> updates,
      InstantSource clock,
      Executor laterThisTurn) {
    this.namespaces = options.scopes().size();
    this.unlisted = new HashSet<>(options.scopes());
    this.log = new TroubleLog("Kubernetes API " + options.server());
    this.updates = updates;
    this.clock = clock;
    this.laterThisTurn = laterThisTurn;
  }

  /** Completes when the reset was told; fails if it is closed before. */
  Future<Void> whenSynced() {
    return whenSynced.future();
  }

  /** How it stands; from any thread. */
  KubernetesStatus status() {
    return status;
  }

  /** Ends it: nothing more is told. */
  void close() {
    closed = true;
    whenSynced.tryFail(
        new IllegalStateException("Kubernetes source: stopped before its first list was complete"));
  }

  @Override
  public void listed(ApiCollection<Slice> collection, Listing<Slice> listing) {
    store.replace(collection.namespace(), listing);
    listing.objects().forEach(this::check);
    unlisted.remove(collection.namespace());
    drainLater();
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

  @Override
  public void skipped(String where, String why) {
    log.skipped(where, why);
    publish();
  }

  @Override
  public void heard(ApiCollection<Slice> collection) {
    lastHeard.put(collection.namespace(), clock.instant());
    publish();
  }

  @Override
  public void recovered(ApiCollection<Slice> collection) {
    log.recovered(collection);
    publish();
  }

  @Override
  public void failed(ApiCollection<Slice> collection, ApiFailure failure, Duration delay) {
    log.failed(collection, failure, delay);
    publish();
  }

  /** Endpoints that were skipped are told apart from a slice that was. */
  private void check(Slice slice) {
    if (slice.faults().isEmpty()) {
      log.readable(slice.key().toString());
    } else {
      log.skipped(slice.key().toString(), String.join("; ", slice.faults()));
    }
  }

  private void drainLater() {
    if (!drainPending) {
      drainPending = true;
      laterThisTurn.execute(this::drain);
    }
  }

  private void drain() {
    drainPending = false;
    if (closed || !unlisted.isEmpty()) {
      return;
    }
    if (synced) {
      store.drain().forEach(this::tell);
      return;
    }
    synced = true;
    publish();
    tell(store.reset());
    whenSynced.tryComplete();
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
    // Of several namespaces the one that waits longest counts, so that a deaf one shows.
    boolean allHeard = lastHeard.size() == namespaces;
    Optional<Instant> oldest =
        allHeard ? lastHeard.values().stream().min(Instant::compareTo) : Optional.empty();
    status = new KubernetesStatus(synced, oldest, log.trouble(), log.skipped());
  }
}
