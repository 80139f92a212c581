package io.redpoll;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.Judge;
import io.redpoll.health.Ownership;
import io.redpoll.registry.RegistryView;
import io.redpoll.registry.RegistryWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Which of the Services that Kubernetes knows are this agent's, and what happens when that changes.
 *
 * <p>A Service is taken on with what the registry says of it, so that ids, versions and epochs go on where the curator
 * before left off. Reading the registry takes time, so steps are done one after another in the order in which they came.
 * Belongs to the context of the bridge.
 */
final class Curation implements EndpointUpdate.Target {

  private static final System.Logger LOG = System.getLogger(Curation.class.getName());
  private static final long RETRY_MILLIS = 1_000;

  private final Vertx vertx;
  private final Ownership ownership;
  private final Judge judge;
  private final RegistryWriter writer;
  private final Consumer<Snapshot> resumed;
  private final Consumer<ServiceEndpoints> taken;
  private final Consumer<ServiceId> released;
  private final Map<ServiceId, ServiceEndpoints> known = new HashMap<>();
  private final Set<ServiceId> own = new HashSet<>();
  private final GoneServices gone = new GoneServices();
  private final Promise<Void> synced = Promise.promise();
  private Future<Void> tail = Future.succeededFuture();
  private boolean registryFailing;
  private boolean paused;
  private boolean closed;

  /**
   * A curation of nothing yet.
   *
   * @param resumed hears of each snapshot from which a Service goes on, before it is judged
   * @param taken hears of each Service that this agent judges from now on
   * @param released hears of each Service that another agent curates from now on
   */
  Curation(
      Vertx vertx,
      Ownership ownership,
      Judge judge,
      RegistryWriter writer,
      Consumer<Snapshot> resumed,
      Consumer<ServiceEndpoints> taken,
      Consumer<ServiceId> released) {
    this.vertx = vertx;
    this.ownership = ownership;
    this.judge = judge;
    this.writer = writer;
    this.resumed = resumed;
    this.taken = taken;
    this.released = released;
  }

  /** Done when the first full list has been taken on. */
  Future<Void> whenSynced() {
    return synced.future();
  }

  /** All Services that Kubernetes has, whoever curates them. */
  Set<ServiceId> services() {
    return Set.copyOf(known.keySet());
  }

  @Override
  public void reset(List<ServiceEndpoints> services) {
    then(() -> {
      Set<ServiceId> ours = writer.services();
      return readRegistry(writer::read).map(view -> {
        Set<ServiceId> before = Set.copyOf(known.keySet());
        known.clear();
        services.forEach(this::know);
        before.stream().filter(id -> !known.containsKey(id)).forEach(this::drop);
        sweep(view, ours, id -> !known.containsKey(id));
        services.forEach(service -> refresh(service, view));
        synced.tryComplete();
        return null;
      });
    });
  }

  @Override
  public void upsert(ServiceEndpoints service) {
    then(() -> {
      boolean isNew = know(service);
      if (isNew && curates(service.service())) {
        return readRegistry(() -> writer.read(service.service())).map(view -> {
          refresh(service, view);
          return null;
        });
      }
      if (own.contains(service.service())) {
        judge.update(service);
      }
      return Future.succeededFuture();
    });
  }

  @Override
  public void remove(ServiceId service) {
    then(() -> {
      known.remove(service);
      drop(service);
      return Future.succeededFuture();
    });
  }

  /** The membership changed: gives up what is another agent's now, and takes on what is this one's. */
  void rebalance() {
    then(() -> {
      List<ServiceId> lost = own.stream().filter(id -> !ownership.curates(id)).toList();
      lost.forEach(this::release);
      List<ServiceEndpoints> gained = known.values().stream()
          .filter(service -> !own.contains(service.service()))
          .filter(service -> curates(service.service()))
          .toList();
      if (lost.isEmpty() && gained.isEmpty()) {
        return Future.succeededFuture();
      }
      return readRegistry(writer::read).map(view -> {
        gained.forEach(service -> refresh(service, view));
        return null;
      });
    });
  }

  /** Compares what is written with what should be, and mends it. */
  void reconcile() {
    then(() -> {
      Set<ServiceId> ours = writer.services();
      return writer.reconcile().map(view -> {
        outbid(view);
        sweep(view, ours, gone::contains);
        return null;
      });
    });
  }

  /** Gives everything up, and takes nothing on before {@link #resume}. At once: what is under way must not be written any more. */
  void pause() {
    paused = true;
    List.copyOf(own).forEach(this::release);
  }

  /** The next {@link #rebalance} takes on what is this agent's. */
  void resume() {
    paused = false;
  }

  /**
   * Writes all that is this agent's under higher versions: somebody may have been told of another state of it, by a part of the
   * cluster whose records were not kept, and takes nothing older for news.
   */
  void raise() {
    then(() -> {
      judge.snapshots().forEach(ours -> judge.outbid(ours.service(), ours.version()));
      return Future.succeededFuture();
    });
  }

  /** Takes nothing on from now on. */
  void close() {
    closed = true;
  }

  private void then(Supplier<Future<Void>> step) {
    tail = tail.transform(before -> closed ? Future.succeededFuture() : step.get())
        .onFailure(failure -> LOG.log(WARNING, "curation: {0}", failure.toString()));
  }

  private Future<RegistryView> readRegistry(Supplier<Future<RegistryView>> read) {
    return read.get().onSuccess(view -> registryFailing = false).recover(failure -> {
      LOG.log(
          registryFailing ? DEBUG : WARNING,
          "registry: reading failed: {0}; tried again every {1} ms",
          failure.getMessage(),
          RETRY_MILLIS);
      registryFailing = true;
      Promise<Void> pause = Promise.promise();
      vertx.setTimer(RETRY_MILLIS, timer -> pause.complete());
      return closed
          ? Future.failedFuture(failure)
          : pause.future().compose(v -> readRegistry(read));
    });
  }

  private void refresh(ServiceEndpoints service, RegistryView view) {
    ServiceId id = service.service();
    if (own.contains(id)) {
      judge.update(service);
    } else if (curates(id)) {
      own.add(id);
      writer.adopt(id, view);
      view.snapshot(id).ifPresent(resumed);
      judge.adopt(service, view.snapshot(id));
      taken.accept(service);
    }
  }

  /**
   * Takes away the records of Services that are gone: since before this agent started, which only a full list tells (BR-08); since
   * their curator was cut off or dead; or that another part of a split cluster has brought back.
   *
   * @param ours what this agent wrote of when it began to read: it may have taken that away since
   */
  private void sweep(RegistryView view, Set<ServiceId> ours, Predicate<ServiceId> isGone) {
    for (ServiceId orphan : view.services()) {
      if (isGone.test(orphan) && curates(orphan) && !ours.contains(orphan)) {
        writer.adopt(orphan, view);
        view.snapshot(orphan).ifPresentOrElse(this::bury, () -> writer.remove(orphan));
      }
    }
  }

  private void bury(Snapshot last) {
    ServiceEndpoints nothing =
        new ServiceEndpoints(last.service(), last.settings(), List.of(), List.of());
    resumed.accept(last);
    judge.adopt(nothing, Optional.of(last));
    judge.remove(last.service());
  }

  private boolean curates(ServiceId service) {
    return !paused && ownership.curates(service);
  }

  /** Whether it is new. */
  private boolean know(ServiceEndpoints service) {
    gone.remove(service.service());
    return known.put(service.service(), service) == null;
  }

  private void drop(ServiceId service) {
    gone.add(service);
    if (own.remove(service)) {
      judge.remove(service);
    }
  }

  private void release(ServiceId service) {
    own.remove(service);
    judge.release(service);
    writer.release(service);
    released.accept(service);
  }

  private void outbid(RegistryView view) {
    for (Snapshot ours : judge.snapshots()) {
      view.snapshot(ours.service())
          .filter(theirs -> theirs.version() > ours.version())
          .ifPresent(theirs -> judge.outbid(theirs.service(), theirs.version()));
    }
  }
}
