package io.redpoll.registry;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the registry equal to the snapshots of the Services that this agent curates.
 *
 * <p>Records are written only where they differ, one plan at a time for each Service; what changes meanwhile is written
 * next, latest state only. A registry that fails is tried again until it takes the latest state. Everything here belongs to
 * one context, that of the bridge.
 */
public final class RegistryWriter {

  private static final System.Logger LOG = System.getLogger(RegistryWriter.class.getName());
  private static final long RETRY_MILLIS = 1_000;

  private final Vertx vertx;
  private final ServiceDiscovery discovery;
  private final Map<ServiceId, Desk> desks = new HashMap<>();
  private long writes;
  private boolean failing;
  private boolean closed;

  /** Replaced as a whole, on the context; read from anywhere. */
  private volatile RegistryMetrics metrics = RegistryMetrics.NONE;

  /** What is written of one Service, and what should be. */
  private static final class Desk {
    private Map<String, JsonObject> written;
    private Optional<Snapshot> wanted = Optional.empty();
    private boolean busy;
    private long lastWrite;

    Desk(Map<String, JsonObject> written) {
      this.written = new HashMap<>(written);
    }
  }

  /** A writer for {@code discovery}, which it does not close. */
  public RegistryWriter(Vertx vertx, ServiceDiscovery discovery) {
    this.vertx = vertx;
    this.discovery = discovery;
  }

  /** What was written so far; may be asked on any thread. */
  public RegistryMetrics metrics() {
    return metrics;
  }

  /** Reads all of Redpoll's records. Costs the whole registry: not for the path of a command. */
  public Future<RegistryView> read() {
    return discovery.getRecords(record -> true, true).map(RegistryView::new);
  }

  /** Reads the records of one Service: as many look-ups as it has endpoints, whatever the size of the registry. */
  public Future<RegistryView> read(ServiceId service) {
    return discovery
        .getRecord(ServiceRecord.registration(service))
        .compose(record -> record == null
            ? Future.succeededFuture(new RegistryView(List.of()))
            : readEndpoints(service, record));
  }

  private Future<RegistryView> readEndpoints(ServiceId service, Record record) {
    List<Future<Record>> endpoints = new RegistryView(List.of(record))
        .snapshot(service).map(Snapshot::endpoints).orElse(List.of()).stream()
            .map(state -> discovery.getRecord(EndpointRecord.registration(service, state.id())))
            .toList();
    return Future.all(endpoints).map(all -> {
      List<Record> records = new ArrayList<>(List.of(record));
      endpoints.stream().map(Future::result).filter(Objects::nonNull).forEach(records::add);
      return new RegistryView(records);
    });
  }

  /**
   * Reads all of Redpoll's records and writes again what another writer, or a loss, has changed.
   *
   * @return what was read
   */
  public Future<RegistryView> reconcile() {
    long before = writes;
    return read().onSuccess(view -> {
      metrics = metrics.reconciled();
      desks.forEach((service, desk) -> {
        // A write that ended after the read began may be missing from what was read.
        if (!desk.busy && desk.lastWrite <= before) {
          desk.written = new HashMap<>(view.records(service));
          work(service, desk);
          if (desk.busy) {
            metrics = metrics.repaired();
          }
        }
      });
    });
  }

  /**
   * Tells what stands in the registry of a Service that is taken on, so that only differences are written. Until somebody
   * says otherwise it is to stay as it is.
   */
  public void adopt(ServiceId service, RegistryView view) {
    Desk desk = new Desk(view.records(service));
    desk.wanted = view.snapshot(service);
    desks.put(service, desk);
  }

  /** Has the registry say {@code snapshot}. Returns at once. */
  public void write(Snapshot snapshot) {
    want(snapshot.service(), Optional.of(snapshot));
  }

  /** Has the registry say nothing of {@code service} any more. Returns at once. */
  public void remove(ServiceId service) {
    want(service, Optional.empty());
  }

  /** Stops writing about a Service, since another agent curates it now; its records stay. */
  public void release(ServiceId service) {
    desks.remove(service);
  }

  /** The Services whose records it keeps as they should be, or is taking away. */
  public Set<ServiceId> services() {
    return Set.copyOf(desks.keySet());
  }

  /** Writes nothing from now on. What is under way ends by itself. */
  public void close() {
    closed = true;
    desks.clear();
  }

  private void want(ServiceId service, Optional<Snapshot> snapshot) {
    Desk desk = desks.computeIfAbsent(service, id -> new Desk(Map.of()));
    desk.wanted = snapshot;
    work(service, desk);
  }

  private void work(ServiceId service, Desk desk) {
    if (desk.busy || closed || desks.get(service) != desk) {
      return;
    }
    RecordPlan plan = RecordPlan.of(desk.written, desk.wanted);
    if (plan.isEmpty()) {
      if (desk.wanted.isEmpty()) {
        desks.remove(service);
      }
      return;
    }
    desk.busy = true;
    carryOut(plan, desk).onComplete(done -> {
      desk.busy = false;
      desk.lastWrite = ++writes;
      if (done.succeeded()) {
        recovered();
        work(service, desk);
      } else {
        failed(service, done.cause());
        vertx.setTimer(RETRY_MILLIS, timer -> work(service, desk));
      }
    });
  }

  private Future<Void> carryOut(RecordPlan plan, Desk desk) {
    List<Future<?>> writes = new ArrayList<>();
    for (Record record : plan.updates()) {
      JsonObject json = record.toJson();
      writes.add(discovery.update(record).onSuccess(written -> {
        desk.written.put(record.getRegistration(), json);
        metrics = metrics.updated();
      }));
    }
    for (String registration : plan.removals()) {
      writes.add(unpublish(registration).onSuccess(removed -> {
        desk.written.remove(registration);
        metrics = metrics.removed();
      }));
    }
    return Future.join(writes).mapEmpty();
  }

  /** A record that is gone already is as good as removed; any other failure shows again when it is read. */
  private Future<Void> unpublish(String registration) {
    return discovery
        .unpublish(registration)
        .recover(failure -> discovery
            .getRecord(registration)
            .compose(
                left -> left == null ? Future.succeededFuture() : Future.failedFuture(failure)));
  }

  private void failed(ServiceId service, Throwable cause) {
    metrics = metrics.failed();
    LOG.log(
        failing ? DEBUG : WARNING,
        "registry: writing {0} failed: {1}; the latest state is written again every {2} ms until it is taken",
        service,
        cause.getMessage(),
        RETRY_MILLIS);
    failing = true;
  }

  private void recovered() {
    if (failing) {
      failing = false;
      LOG.log(INFO, "registry: writes again");
    }
  }
}
