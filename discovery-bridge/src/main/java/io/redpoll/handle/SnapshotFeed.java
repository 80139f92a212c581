package io.redpoll.handle;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.registry.ServiceRecord;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows the service record of one Service: reads it, hears its announcements, and reads it again now and then, since an
 * announcement may be lost.
 *
 * <p>The higher version wins. What cannot be read changes nothing, and neither does a registry that fails, or that has
 * forgotten the record: a Service is gone when its record is announced to be gone, not when nobody is there to tell of it.
 * Everything here belongs to one context.
 */
final class SnapshotFeed {

  private static final Logger LOG = System.getLogger(SnapshotFeed.class.getName());

  /** A sweep of keys waits for longer than this, lest an application with an old ring writes behind its back. */
  private static final long REPAIR_MILLIS = 10_000;

  private final ContextInternal context;
  private final ServiceDiscovery discovery;
  private final ServiceId service;
  private final Consumer<Sight> consumer;

  private Sight sight = new Sight.Unseen();
  private Optional<MessageConsumer<JsonObject>> announcements = Optional.empty();
  private Future<Void> reading = Future.succeededFuture();
  private long removals;
  private long timer = -1;
  private boolean closed;
  private boolean malformed;
  private boolean failing;

  /** A feed that tells {@code consumer}, on {@code context}, of each change. */
  SnapshotFeed(
      ContextInternal context,
      ServiceDiscovery discovery,
      ServiceId service,
      Consumer<Sight> consumer) {
    this.context = context;
    this.discovery = discovery;
    this.service = service;
    this.consumer = consumer;
  }

  /** Begins. Any thread. */
  void start() {
    context.runOnContext(v -> {
      if (closed) {
        return;
      }
      MessageConsumer<JsonObject> listener = context
          .owner()
          .eventBus()
          .consumer(discovery.options().getAnnounceAddress(), message -> heard(message.body()));
      announcements = Optional.of(listener);
      timer = context.owner().setPeriodic(REPAIR_MILLIS, id -> read());
      read();
      // What was announced while the listener was on its way to the other members is read now.
      listener.completion().onComplete(done -> read());
    });
  }

  /** Ends. Any thread. */
  Future<Void> close() {
    return context.future(promise -> context.runOnContext(v -> {
      closed = true;
      context.owner().cancelTimer(timer);
      announcements
          .map(MessageConsumer::unregister)
          .orElseGet(Future::succeededFuture)
          .onComplete(promise);
    }));
  }

  /** Reads the record now, since there is reason to believe that something changed. Any thread. */
  Future<Void> refresh() {
    return context.future(promise -> context.emit(v -> read().onComplete(promise)));
  }

  /** One read at a time: who asks while one is on its way gets that one. */
  private Future<Void> read() {
    if (reading.isComplete() && !closed) {
      Future<Record> record = context.future(
          promise -> discovery.getRecord(ServiceRecord.registration(service)).onComplete(promise));
      long before = removals;
      reading = record.transform(found -> {
        read(found, before);
        return Future.succeededFuture();
      });
    }
    return reading;
  }

  private void read(AsyncResult<Record> found, long removalsBefore) {
    if (closed) {
      return;
    }
    if (removals != removalsBefore) {
      // It may have been read before it was removed.
      context.runOnContext(v -> read());
    } else if (found.failed()) {
      failed(found.cause());
    } else if (found.result() == null) {
      absent();
    } else {
      failing = false;
      taken(found.result(), sight.snapshot().isEmpty());
    }
  }

  private void failed(Throwable cause) {
    LOG.log(
        failing ? Level.DEBUG : Level.WARNING,
        "Service {0}: the registry cannot be read, keeping what is known: {1}",
        service,
        cause.getMessage());
    failing = true;
  }

  private void absent() {
    if (sight.snapshot().isPresent()) {
      LOG.log(
          failing ? Level.DEBUG : Level.WARNING,
          "Service {0}: the registry has lost its record, keeping what is known",
          service);
      failing = true;
    }
  }

  private void heard(JsonObject announcement) {
    if (closed
        || !ServiceRecord.TYPE.equals(announcement.getValue("type"))
        || !service.toString().equals(announcement.getValue("name"))) {
      return;
    }
    if (Status.DOWN.name().equals(announcement.getValue("status"))) {
      removed();
    } else if (sight instanceof Sight.Removed) {
      // It may be an old one that was overtaken by the removal: what the registry has now is true.
      read();
    } else {
      taken(new Record(announcement), false);
    }
  }

  private void removed() {
    if (sight.snapshot().isPresent()) {
      LOG.log(Level.INFO, "Service {0}: removed from the registry", service);
      removals++;
      tell(new Sight.Removed());
    }
  }

  private void taken(Record record, boolean whateverVersion) {
    Snapshot snapshot;
    try {
      snapshot = ServiceRecord.snapshot(record);
    } catch (IllegalArgumentException e) {
      LOG.log(
          malformed ? Level.DEBUG : Level.WARNING,
          "Service {0}: its record is malformed, keeping what is known: {1}",
          service,
          e.getMessage());
      malformed = true;
      return;
    }
    malformed = false;
    long known = sight.snapshot().map(Snapshot::version).orElse(Long.MIN_VALUE);
    if (whateverVersion || snapshot.version() > known) {
      tell(new Sight.Known(snapshot));
    }
  }

  private void tell(Sight next) {
    sight = next;
    consumer.accept(next);
  }
}
