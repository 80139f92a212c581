package io.redpoll.kubernetes;

import io.vertx.core.json.JsonObject;

/** Reads the JSON of an event of a watch. */
final class WatchEventReader {

  private WatchEventReader() {}

  static <T> WatchEvent<T> read(ApiCollection<T> collection, ApiRequest watch, JsonObject event) {
    String type = Json.text(event, "type");
    JsonObject object = Json.object(event, "object");
    if (type.equals("ERROR")) {
      return new WatchEvent.Failed<>(
          ApiErrors.ofStatus(Json.number(object, "code", 500), object, watch));
    }
    String kind = Json.text(object, "kind");
    if (!kind.equals(collection.kind())) {
      return unknown("event " + Printable.of(type) + " with an object of kind " + Printable.of(kind)
          + " (expected: " + collection.kind() + ")");
    }
    Metadata metadata = Metadata.of(object);
    return switch (type) {
      case "ADDED", "MODIFIED" ->
        new WatchEvent.Changed<>(collection.reader().apply(object), metadata.version());
      case "DELETED" -> new WatchEvent.Deleted<>(metadata.key(), metadata.version());
      case "BOOKMARK" -> new WatchEvent.Bookmark<>(metadata.version(), endsList(object));
      default ->
        unknown("event of type " + Printable.of(type)
            + " (expected: ADDED, MODIFIED, DELETED, BOOKMARK or ERROR)");
    };
  }

  private static boolean endsList(JsonObject object) {
    JsonObject annotations = Json.object(Json.object(object, "metadata"), "annotations");
    return Json.text(annotations, "k8s.io/initial-events-end").equals("true");
  }

  private static <T> WatchEvent<T> unknown(String what) {
    return new WatchEvent.Unknown<>(new Fault(Fault.Reason.EVENT, what));
  }
}
