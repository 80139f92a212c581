package io.redpoll.kubernetes;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads the answer to a list as it comes in: each item becomes a record at once. */
final class ListReader<T> implements Reading.Target<T> {

  private final ApiCollection<T> collection;
  private final BiConsumer<ObjectKey, Fault> complaints;
  private final JsonSplitter splitter = JsonSplitter.ofItems(this::item);
  private final List<T> objects = new ArrayList<>();
  private final Set<ObjectKey> unreadable = new HashSet<>();
  private String next = "";

  /**
   * Starts reading.
   *
   * @param complaints gets each object that is malformed, and what is wrong with it
   */
  ListReader(ApiCollection<T> collection, BiConsumer<ObjectKey, Fault> complaints) {
    this.collection = collection;
    this.complaints = complaints;
  }

  void feed(Buffer chunk) {
    splitter.feed(chunk);
  }

  /**
   * The list, after all of it came in.
   *
   * @throws ApiFailure if it is not a whole list of the right kind
   */
  Listing<T> finish() {
    JsonObject envelope = splitter.envelope();
    String kind = Json.text(envelope, "kind");
    if (!kind.equals(collection.kind() + "List")) {
      throw badAnswer(
          "answered an object of kind " + kind + " (expected: " + collection.kind() + "List)");
    }
    JsonObject metadata = Json.object(envelope, "metadata");
    next = Json.text(metadata, "continue");
    String version = Json.text(metadata, "resourceVersion");
    if (version.isEmpty()) {
      throw badAnswer("answered a list without metadata.resourceVersion");
    }
    return new Listing<>(version, objects, unreadable);
  }

  /** The token of the next page, empty if there is none; known when this page is finished. */
  String next() {
    return next;
  }

  @Override
  public void read(T object) {
    objects.add(object);
  }

  @Override
  public void foreign(ObjectKey key) {
    // As good as absent.
  }

  @Override
  public void malformed(ObjectKey key, Fault fault) {
    unreadable.add(key);
    complaints.accept(key, fault);
  }

  private void item(JsonObject json) {
    collection.reader().apply(json).applyTo(this);
  }

  private ApiFailure badAnswer(String what) {
    return new ApiFailure(ApiFailure.Kind.BAD_ANSWER, what);
  }
}
