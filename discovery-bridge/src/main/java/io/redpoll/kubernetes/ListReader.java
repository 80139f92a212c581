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
  private final BiConsumer<ObjectKey, String> complaints;
  private final JsonSplitter splitter = JsonSplitter.ofItems(this::item);
  private final List<T> objects = new ArrayList<>();
  private final Set<ObjectKey> unreadable = new HashSet<>();

  /**
   * Starts reading.
   *
   * @param complaints gets each object that is malformed, and what is wrong with it
   */
  ListReader(ApiCollection<T> collection, BiConsumer<ObjectKey, String> complaints) {
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
    String version = Json.text(Json.object(envelope, "metadata"), "resourceVersion");
    if (version.isEmpty()) {
      throw badAnswer("answered a list without metadata.resourceVersion");
    }
    return new Listing<>(version, objects, unreadable);
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
  public void malformed(ObjectKey key, String fault) {
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
