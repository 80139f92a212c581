package io.redpoll.event;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.registry.SnapshotJson;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A subscription to the health events of all Services that misses nothing.
 *
 * <p>The bus delivers at most once, so each event carries a number. The subscription starts from a snapshot of everything,
 * and where a number is missing it asks for the snapshot of that Service and goes on from there. It needs the event bus
 * only: no registry, no Kubernetes. Belongs to the context on which it was made.
 */
public final class HealthEvents {

  private static final System.Logger LOG = System.getLogger(HealthEvents.class.getName());
  private static final long RETRY_MILLIS = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final HealthListener listener;
  private final Map<ServiceId, Position> positions = new HashMap<>();
  private final Map<ServiceId, List<JsonObject>> held = new HashMap<>();
  private MessageConsumer<JsonObject> consumer;
  private boolean closed;

  private HealthEvents(Vertx vertx, HealthListener listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.listener = listener;
  }

  /**
   * Subscribes. The snapshot of everything follows as soon as an agent answers, tried until one does.
   *
   * @return done when events can no longer be missed
   */
  public static Future<HealthEvents> subscribe(Vertx vertx, HealthListener listener) {
    HealthEvents events = new HealthEvents(vertx, listener);
    return events.start().map(events);
  }

  private Future<Void> start() {
    Future<Void> started = Future.future(done -> context.runOnContext(now -> {
      consumer = vertx.eventBus().consumer(EventAddresses.EVENTS, this::heard);
      consumer.completion().onComplete(done);
    }));
    return started.onSuccess(registered -> context.runOnContext(now -> askForAll()));
  }

  /** Ends the subscription; the listener is not called any more. */
  public Future<Void> close() {
    return Future.future(done -> context.runOnContext(now -> {
      closed = true;
      consumer.unregister().onComplete(done);
    }));
  }

  private void askForAll() {
    if (closed) {
      return;
    }
    ask(new JsonObject())
        .onSuccess(entries -> entries.forEach(this::adopt))
        .onFailure(failure -> again(failure, this::askForAll));
  }

  private Future<List<Entry>> ask(JsonObject question) {
    return vertx
        .eventBus()
        .<JsonObject>request(EventAddresses.SNAPSHOT, question)
        .map(reply -> entries(reply.body().getJsonArray("snapshots")));
  }

  private static List<Entry> entries(JsonArray snapshots) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < snapshots.size(); i++) {
      JsonObject json = snapshots.getJsonObject(i);
      entries.add(
          new Entry(Position.of(json), SnapshotJson.decode(json.getJsonObject("snapshot"))));
    }
    return entries;
  }

  private void again(Throwable failure, Runnable question) {
    LOG.log(DEBUG, "snapshot: {0}; asked again in {1} ms", failure.getMessage(), RETRY_MILLIS);
    vertx.setTimer(RETRY_MILLIS, timer -> question.run());
  }

  private void heard(Message<JsonObject> message) {
    try {
      accept(message.body());
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      LOG.log(WARNING, "event dropped: {0}", e.getMessage());
    }
  }

  private void accept(JsonObject json) {
    if (closed) {
      return;
    }
    ServiceId service = ServiceId.parse(json.getString("service"));
    List<JsonObject> waiting = held.get(service);
    if (waiting != null) {
      waiting.add(json);
      return;
    }
    Position at = Position.of(json);
    Position known = positions.get(service);
    boolean next = known == null ? isBirth(json, at) : at.follows(known);
    if (next) {
      deliver(json, at);
    } else if (known == null || !at.coveredBy(known)) {
      held.put(service, new ArrayList<>(List.of(json)));
      repair(service);
    }
  }

  private static boolean isBirth(JsonObject json, Position at) {
    return at.seq() == 1 && EventType.SERVICE_ADDED.wireName().equals(json.getString("type"));
  }

  private void deliver(JsonObject json, Position at) {
    ServiceId service = ServiceId.parse(json.getString("service"));
    positions.put(service, at);
    EventJson.decode(json).ifPresent(event -> {
      if (event.type() == EventType.SERVICE_REMOVED) {
        positions.remove(service);
      }
      listener.onEvent(event);
    });
  }

  private void repair(ServiceId service) {
    if (closed) {
      return;
    }
    ask(new JsonObject().put("service", service.toString()))
        .onSuccess(entries -> repaired(service, entries))
        .onFailure(failure -> again(failure, () -> repair(service)));
  }

  private void repaired(ServiceId service, List<Entry> entries) {
    if (entries.isEmpty()) {
      held.remove(service);
      if (positions.remove(service) != null) {
        listener.onRemoved(service);
      }
      return;
    }
    adopt(entries.get(0));
  }

  private void adopt(Entry entry) {
    if (closed) {
      return;
    }
    ServiceId service = entry.snapshot().service();
    Position known = positions.get(service);
    if (known == null || !entry.at().coveredBy(known)) {
      positions.put(service, entry.at());
      listener.onSnapshot(entry.snapshot());
    }
    List<JsonObject> waiting = held.remove(service);
    if (waiting != null) {
      waiting.forEach(this::accept);
    }
  }

  /** A snapshot and where it stands in the events of its Service. */
  private record Entry(Position at, Snapshot snapshot) {}
}
