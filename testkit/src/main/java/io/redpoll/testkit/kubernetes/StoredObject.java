package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonObject;

/**
 * One state of one object.
 *
 * @param key its name
 * @param json the object with its uid and resource version; never changed again, copied before it leaves the room
 */
record StoredObject(ObjectKey key, JsonObject json) {

  /** The same state under another resource version, as the last event of an object shows it. */
  JsonObject at(long resourceVersion) {
    JsonObject copy = json.copy();
    copy.getJsonObject("metadata").put("resourceVersion", Long.toString(resourceVersion));
    return copy;
  }

  /** As an item of a list: a list states the kind once, for all its items. */
  JsonObject asItem() {
    JsonObject item = json.copy();
    item.remove("kind");
    item.remove("apiVersion");
    return item;
  }
}
