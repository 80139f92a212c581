package io.redpoll.kubernetes;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/**
 * Cuts a stream of JSON into objects, wherever the network cut it into chunks. Of a watch these are the events, one
 * after the other; of a list they are the items, and what is around them is kept as the envelope.
 *
 * <p>It counts brackets outside of strings. All bytes of a character beyond ASCII have their highest bit set, so a cut
 * within a character does no harm.
 */
final class JsonSplitter {

  /** No object of the API is near this: etcd takes 1.5 MiB. */
  private static final int MAX_BYTES = 32 << 20;

  private final int level;
  private final Consumer<JsonObject> objects;
  private final Buffer envelope = Buffer.buffer();
  private Buffer object;
  private int depth;
  private boolean inItems;
  private boolean inString;
  private boolean escaped;

  private JsonSplitter(int level, Consumer<JsonObject> objects) {
    this.level = level;
    this.objects = objects;
  }

  /** Hands on each object of a sequence. */
  static JsonSplitter ofSequence(Consumer<JsonObject> objects) {
    return new JsonSplitter(0, objects);
  }

  /** Hands on each object in an array of the one object that comes. */
  static JsonSplitter ofItems(Consumer<JsonObject> objects) {
    return new JsonSplitter(2, objects);
  }

  /**
   * Takes the next bytes.
   *
   * @throws ApiFailure if they are no JSON
   */
  void feed(Buffer chunk) {
    int from = 0;
    for (int at = 0; at < chunk.length(); at++) {
      byte next = chunk.getByte(at);
      boolean opens = next == '{' && !inString && depth == level && (level == 0 || inItems);
      scan(next);
      if (opens) {
        keep(chunk, from, at);
        from = at;
        object = Buffer.buffer();
      } else if (object != null && depth == level) {
        keep(chunk, from, at + 1);
        from = at + 1;
        emit();
      }
    }
    keep(chunk, from, chunk.length());
  }

  /**
   * What was around the items, each of them replaced by 0.
   *
   * @throws ApiFailure if the answer ended early or is no JSON
   */
  JsonObject envelope() {
    if (depth != 0 || object != null) {
      throw new ApiFailure(ApiFailure.Kind.BAD_ANSWER, "ended its answer in the middle");
    }
    return decode(envelope);
  }

  private void scan(byte next) {
    if (inString) {
      inString = escaped || next != '"';
      escaped = !escaped && next == '\\';
      return;
    }
    switch (next) {
      case '"' -> inString = true;
      case '{', '[' -> {
        depth++;
        inItems = depth == level ? next == '[' : inItems;
      }
      case '}', ']' -> depth--;
      default -> {
        // Part of a number or a word, or white space.
      }
    }
  }

  private void keep(Buffer chunk, int from, int to) {
    if (object == null) {
      checkAround(chunk, from, to);
    }
    if (object == null && level == 0) {
      return;
    }
    Buffer target = object != null ? object : envelope;
    target.appendBuffer(chunk, from, to - from);
    if (target.length() > MAX_BYTES) {
      throw new ApiFailure(
          ApiFailure.Kind.BAD_ANSWER, "sent an object of more than " + MAX_BYTES + " bytes");
    }
  }

  /** Around objects there is white space only; this finds an HTML page at its first character. */
  private void checkAround(Buffer chunk, int from, int to) {
    boolean nothingYet = level == 0 || envelope.length() == 0;
    String text = nothingYet ? chunk.getString(from, Math.min(to, from + 80)).strip() : "";
    if (!text.isEmpty() && (level == 0 || !text.startsWith("{"))) {
      throw new ApiFailure(ApiFailure.Kind.BAD_ANSWER, "answered what is no JSON: " + text);
    }
  }

  private void emit() {
    Buffer complete = object;
    object = null;
    if (level > 0) {
      envelope.appendByte((byte) '0');
    }
    objects.accept(decode(complete));
  }

  private static JsonObject decode(Buffer json) {
    try {
      return new JsonObject(json);
    } catch (DecodeException | ClassCastException e) {
      throw new ApiFailure(
          ApiFailure.Kind.BAD_ANSWER, "answered what is no JSON: " + e.getMessage());
    }
  }
}
