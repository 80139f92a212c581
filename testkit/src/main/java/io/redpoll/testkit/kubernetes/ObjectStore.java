package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The objects, the one version counter over them all, and the changes that a watch may still ask for. */
final class ObjectStore {

  private final InstantSource clock;
  private final int historyLimit;

  // All of them belong to the context of the server that owns the store.
  private final NavigableMap<ObjectKey, StoredObject> objects = new TreeMap<>();
  private final Deque<Change> history = new ArrayDeque<>();
  private long resourceVersion = 1;
  private long compactedAt = 1;

  ObjectStore(InstantSource clock, int historyLimit) {
    this.clock = clock;
    this.historyLimit = historyLimit;
  }

  /** Creates or replaces; empty if the object is stored like this already. */
  Optional<Change> apply(ObjectKey key, JsonObject object) {
    StoredObject before = objects.get(key);
    JsonObject json = withServerFields(key, object.copy(), before);
    if (before != null && json.equals(before.json())) {
      return Optional.empty();
    }
    long version = ++resourceVersion;
    json.getJsonObject("metadata").put("resourceVersion", Long.toString(version));
    StoredObject after = new StoredObject(key, json);
    objects.put(key, after);
    return Optional.of(remember(new Change(version, key, before, after)));
  }

  /** Deletes; empty if there is no such object. */
  Optional<Change> delete(ObjectKey key) {
    StoredObject before = objects.remove(key);
    if (before == null) {
      return Optional.empty();
    }
    return Optional.of(remember(new Change(++resourceVersion, key, before, null)));
  }

  Optional<StoredObject> find(ObjectKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  long resourceVersion() {
    return resourceVersion;
  }

  /** The oldest version from which all changes are still known. */
  long compactedAt() {
    return compactedAt;
  }

  /** Forgets all changes up to now. */
  void compact() {
    history.clear();
    compactedAt = resourceVersion;
  }

  /** The objects as they are. */
  NavigableMap<ObjectKey, StoredObject> objects() {
    return objects;
  }

  /** The objects as they were at a version that is not older than {@link #compactedAt()}. */
  NavigableMap<ObjectKey, StoredObject> objectsAt(long version) {
    NavigableMap<ObjectKey, StoredObject> then = new TreeMap<>(objects);
    Iterator<Change> backwards = history.descendingIterator();
    while (backwards.hasNext()) {
      Change change = backwards.next();
      if (change.resourceVersion() <= version) {
        break;
      }
      if (change.before() == null) {
        then.remove(change.key());
      } else {
        then.put(change.key(), change.before());
      }
    }
    return then;
  }

  /** What changed after a version that is not older than {@link #compactedAt()}, oldest first. */
  List<Change> changesAfter(long version) {
    return history.stream().filter(change -> change.resourceVersion() > version).toList();
  }

  private Change remember(Change change) {
    history.addLast(change);
    if (history.size() > historyLimit) {
      compactedAt = history.removeFirst().resourceVersion();
    }
    return change;
  }

  private JsonObject withServerFields(ObjectKey key, JsonObject json, StoredObject before) {
    JsonObject metadata = json.getJsonObject("metadata");
    metadata.put("namespace", key.namespace());
    // The same version as before, so that equal content compares as equal.
    metadata.remove("resourceVersion");
    if (before == null) {
      metadata.getMap().putIfAbsent("uid", UUID.randomUUID().toString());
      metadata
          .getMap()
          .putIfAbsent(
              "creationTimestamp",
              clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    } else {
      JsonObject old = before.json().getJsonObject("metadata");
      metadata.getMap().putIfAbsent("uid", old.getValue("uid"));
      metadata.getMap().putIfAbsent("creationTimestamp", old.getValue("creationTimestamp"));
      metadata.put("resourceVersion", old.getValue("resourceVersion"));
    }
    return json;
  }
}
