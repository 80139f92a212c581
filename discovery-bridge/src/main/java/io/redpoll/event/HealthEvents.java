package io.redpoll.event;

import static java.lang.System.Logger.Level.DEBUG;

import io.redpoll.endpoint.EventType;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.registry.SnapshotJson;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A subscription to the health events of all Services that misses nothing.
 *
 * <p>The bus delivers at most once, so each event carries a number. The subscription starts from a snapshot of everything,
 * and where a number is missing it asks for the snapshot of that Service and goes on from there. Every 10 s it compares its
 * numbers with those of the agents, since no later event tells that the last one was lost. It needs the event bus only: no
 * registry, no Kubernetes. Belongs to the context on which it was made.
 */
public final class HealthEvents {

  private static final System.Logger LOG = System.getLogger(HealthEvents.class.getName());
  private static final long RETRY_MILLIS = 1_000;

  /** An agent that is dead or cut off may still be asked until that is noticed; the next question goes to another one. */
  private static final DeliveryOptions REPAIR = new DeliveryOptions().setSendTimeout(5_000);

  private static final long COMPARE_MILLIS = 10_000;
  private static final int MAX_ENDED = 1_000;
  private static final int MAX_HELD = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final HealthListener listener;
  private final long compareMillis;
  private final Map<ServiceId, Heard> heard = new HashMap<>();

  /** Where the events of Services that are gone ended, so that an echo of their first one is known as such. */
  private final Map<ServiceId, Heard> ended = new LinkedHashMap<>();

  private final Map<ServiceId, List<JsonObject>> held = new HashMap<>();
  private final Strangers strangers = new Strangers();
  private MessageConsumer<JsonObject> consumer;
  private long comparer = -1;
  private boolean closed;

  private HealthEvents(Vertx vertx, HealthListener listener, long compareMillis) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.listener = listener;
    this.compareMillis = compareMillis;
  }

  /**
   * Subscribes. The snapshot of everything follows as soon as an agent answers, tried until one does.
   *
   * @return done when events can no longer be missed
   */
  public static Future<HealthEvents> subscribe(Vertx vertx, HealthListener listener) {
    return subscribe(vertx, listener, COMPARE_MILLIS);
  }

  static Future<HealthEvents> subscribe(Vertx vertx, HealthListener listener, long compareMillis) {
    HealthEvents events = new HealthEvents(vertx, listener, compareMillis);
    return events.start().map(events);
  }

  private Future<Void> start() {
    Future<Void> started = Future.future(done -> context.runOnContext(now -> {
      consumer = vertx.eventBus().consumer(EventAddresses.EVENTS, this::receive);
      consumer.completion().onComplete(done);
    }));
    return started.onSuccess(registered -> context.runOnContext(now -> {
      askForAll();
      comparer = vertx.setPeriodic(compareMillis, timer -> compare());
    }));
  }

  /** How many messages came that are no events, and were dropped; may be asked on any thread. */
  public long dropped() {
    return strangers.dropped().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Ends the subscription; the listener is not called any more. */
  public Future<Void> close() {
    return Future.future(done -> context.runOnContext(now -> {
      closed = true;
      vertx.cancelTimer(comparer);
      consumer.unregister().onComplete(done);
    }));
  }

  private void askForAll() {
    if (closed) {
      return;
    }
    ask(new JsonObject(), new DeliveryOptions())
        .onSuccess(entries -> entries.forEach(this::adopt))
        .onFailure(failure -> again(failure, this::askForAll));
  }

  private Future<List<Entry>> ask(JsonObject question, DeliveryOptions options) {
    return vertx
        .eventBus()
        .<JsonObject>request(EventAddresses.SNAPSHOT, question, options)
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

  /** If the last event of a Service is lost, no later one tells: so the numbers are compared now and then. */
  private void compare() {
    vertx
        .eventBus()
        .<JsonObject>request(EventAddresses.SNAPSHOT, new JsonObject().put("brief", true))
        .onSuccess(reply -> compare(reply.body().getJsonArray("snapshots")))
        .onFailure(failure -> LOG.log(DEBUG, "positions: {0}", failure.getMessage()));
  }

  private void compare(JsonArray theirs) {
    Set<ServiceId> suspects = new HashSet<>(heard.keySet());
    for (int i = 0; i < theirs.size(); i++) {
      JsonObject entry = theirs.getJsonObject(i);
      ServiceId service = ServiceId.parse(entry.getString("service"));
      Heard known = heard.get(service);
      if (known != null && known.at().equals(Position.of(entry))) {
        suspects.remove(service);
      } else {
        suspects.add(service);
      }
    }
    suspects.stream()
        .filter(service -> held.putIfAbsent(service, new ArrayList<>()) == null)
        .forEach(this::repair);
  }

  private void again(Throwable failure, Runnable question) {
    LOG.log(DEBUG, "snapshot: {0}; asked again in {1} ms", failure.getMessage(), RETRY_MILLIS);
    vertx.setTimer(RETRY_MILLIS, timer -> question.run());
  }

  private void receive(Message<JsonObject> message) {
    strangers.admitEvent(message).ifPresent(json -> {
      try {
        accept(json);
      } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
        strangers.drop(EventAddresses.EVENTS, "not an event, " + e.getMessage());
      }
    });
  }

  private void accept(JsonObject json) {
    if (closed) {
      return;
    }
    ServiceId service = ServiceId.parse(json.getString("service"));
    List<JsonObject> waiting = held.get(service);
    if (waiting != null) {
      if (waiting.size() >= MAX_HELD) {
        // What is missing then shows as a gap, which the next snapshot fills.
        waiting.clear();
      }
      waiting.add(json);
      return;
    }
    Position at = Position.of(json);
    Heard here = new Heard(at, json.getLong("version"));
    if (here.isToldBy(heard.getOrDefault(service, ended.get(service)))) {
      return;
    }
    Heard known = heard.get(service);
    boolean next =
        known == null ? isBirth(json, at) : at.follows(known.at()) || goesOn(json, at, known);
    if (next) {
      deliver(json, here);
    } else {
      held.put(service, new ArrayList<>(List.of(json)));
      repair(service);
    }
  }

  private static boolean isBirth(JsonObject json, Position at) {
    return at.seq() == 1 && EventType.SERVICE_ADDED.wireName().equals(json.getString("type"));
  }

  /** Whether a new curator goes on from the very state that was told last. */
  private static boolean goesOn(JsonObject json, Position at, Heard known) {
    return at.seq() == 1 && json.getLong(EventJson.AFTER, 0L) == known.version();
  }

  private void deliver(JsonObject json, Heard here) {
    ServiceId service = ServiceId.parse(json.getString("service"));
    // Read first: what cannot be read must not count as told.
    Optional<HealthEvent> read = EventJson.decode(json);
    heard.put(service, here);
    read.ifPresent(event -> {
      if (event.type() == EventType.SERVICE_REMOVED) {
        end(service);
      }
      listener.onEvent(event);
    });
  }

  private void end(ServiceId service) {
    ended.remove(service);
    ended.put(service, heard.remove(service));
    if (ended.size() > MAX_ENDED) {
      ended.remove(ended.keySet().iterator().next());
    }
  }

  private void repair(ServiceId service) {
    if (closed) {
      return;
    }
    ask(new JsonObject().put("service", service.toString()), REPAIR)
        .onSuccess(entries -> repaired(service, entries))
        .onFailure(failure -> again(failure, () -> repair(service)));
  }

  private void repaired(ServiceId service, List<Entry> entries) {
    if (closed) {
      return;
    }
    if (entries.isEmpty()) {
      held.remove(service);
      if (heard.remove(service) != null) {
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
    Heard here = new Heard(entry.at(), entry.snapshot().version());
    Heard known = heard.getOrDefault(service, ended.get(service));
    if (!here.isToldBy(known)) {
      heard.put(service, here);
      listener.onSnapshot(entry.snapshot());
    } else if (heard.containsKey(service) && here.continues(known)) {
      // The same state under a new curator: from here on its numbers count.
      heard.put(service, here);
    }
    List<JsonObject> waiting = held.remove(service);
    if (waiting != null) {
      waiting.forEach(this::accept);
    }
  }

  /**
   * How far the events of a Service were told.
   *
   * @param version of the snapshot then; it grows from curator to curator, so it puts numbers of two terms in order
   */
  private record Heard(Position at, long version) {

    /** Whether what stands here was told when {@code known} was reached; no, if that is null. */
    boolean isToldBy(Heard known) {
      if (known == null) {
        return false;
      }
      return at.term().equals(known.at.term()) ? at.coveredBy(known.at) : version <= known.version;
    }

    /** Whether this is the same state as {@code known}, numbered by another curator. */
    boolean continues(Heard known) {
      return version == known.version && !at.term().equals(known.at.term());
    }
  }

  /** A snapshot and where it stands in the events of its Service. */
  private record Entry(Position at, Snapshot snapshot) {}
}
