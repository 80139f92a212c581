package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.NavigableMap;

/** Answers a list: the right version of the objects, narrowed and cut into pages. */
final class ListPage {

  private final ObjectStore store;
  private final Kind kind;
  private final ListOptions options;

  ListPage(ObjectStore store, Kind kind, ListOptions options) {
    this.store = store;
    this.kind = kind;
    this.options = options;
  }

  /**
   * The answer.
   *
   * @throws StatusException if there is none: the version is not there yet or not there any more
   */
  JsonObject toJson() {
    if (!options.continueToken().isEmpty()) {
      return next(ContinueToken.decode(options.continueToken()));
    }
    long version = checkedVersion();
    // A list at version "0" comes from the watch cache, which does not cut pages.
    int limit = options.version().any() ? 0 : options.limit();
    return page(store.objectsAt(version), version, limit);
  }

  private JsonObject next(ContinueToken token) {
    if (!options.version().newest() && !options.version().any()) {
      throw new StatusException(
          ApiStatus.badRequest("specifying resource version is not allowed when using continue"));
    }
    if (token.resourceVersion() < store.compactedAt()) {
      throw new StatusException(ApiStatus.expired(
          "The provided continue parameter is too old to display a consistent list result. "
              + "You must start a new list without the continue parameter."));
    }
    ObjectKey last = new ObjectKey(kind, token.namespace(), token.name());
    return page(
        store.objectsAt(token.resourceVersion()).tailMap(last, false),
        token.resourceVersion(),
        options.limit());
  }

  private long checkedVersion() {
    ListOptions.Version version = options.version();
    if (version.newest() && !version.match().isEmpty()) {
      throw new StatusException(ApiStatus.invalid(
          "resourceVersionMatch", "Forbidden: is forbidden unless resourceVersion is provided"));
    }
    long current = store.resourceVersion();
    long asked = version.number();
    if (asked > current) {
      throw new StatusException(ApiStatus.tooLarge(asked, current));
    }
    boolean exact = version.match().equals("Exact")
        || (version.match().isEmpty() && options.limit() > 0 && asked > 0);
    if (!exact) {
      return current;
    }
    if (asked < store.compactedAt()) {
      throw new StatusException(ApiStatus.tooOld(asked, store.compactedAt()));
    }
    return asked;
  }

  private JsonObject page(NavigableMap<ObjectKey, StoredObject> objects, long version, int limit) {
    JsonObject metadata = new JsonObject().put("resourceVersion", Long.toString(version));
    JsonArray items = new JsonArray();
    Iterator<StoredObject> selected =
        objects.values().stream().filter(options.selected()).iterator();
    ObjectKey last = null;
    while (selected.hasNext() && (limit == 0 || items.size() < limit)) {
      StoredObject object = selected.next();
      last = object.key();
      items.add(object.asItem());
    }
    if (selected.hasNext()) {
      metadata.put("continue", new ContinueToken(version, last.namespace(), last.name()).encode());
      if (!options.selective()) {
        metadata.put("remainingItemCount", count(selected));
      }
    }
    return new JsonObject()
        .put("kind", kind.kind() + "List")
        .put("apiVersion", kind.apiVersion())
        .put("metadata", metadata)
        .put("items", items);
  }

  private static int count(Iterator<?> rest) {
    int count = 0;
    while (rest.hasNext()) {
      rest.next();
      count++;
    }
    return count;
  }
}
