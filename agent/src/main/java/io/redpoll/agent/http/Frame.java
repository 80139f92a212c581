package io.redpoll.agent.http;

import io.redpoll.endpoint.ServiceId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * One message of the event stream, as the standard for server-sent events has it, kept as the bytes that all clients get.
 *
 * @param seq where it stands in the stream of this agent; from 1
 * @param service the Service that it is about
 * @param version of the snapshot that it belongs to
 * @param event whether it is a health event; else it is a whole snapshot, or the news that a Service is gone
 * @param bytes the message
 */
record Frame(long seq, ServiceId service, long version, boolean event, Buffer bytes) {

  /** The name of a message that holds a health event; its type is in the data. */
  static final String HEALTH = "health";

  /** The name of a message that holds a whole snapshot. */
  static final String SNAPSHOT = "snapshot";

  /** The name of a message that says that a Service turned out to be gone. */
  static final String REMOVED = "removed";

  /** The name of the message between what was and what is news. */
  static final String LIVE = "live";

  /** A message. JSON on one line, so one data field holds it. */
  static Buffer message(String id, String name, JsonObject data) {
    return Buffer.buffer("id: " + id + "\nevent: " + name + "\ndata: " + data.encode() + "\n\n");
  }

  /** What keeps a stream without news open. */
  static Buffer heartbeat() {
    return Buffer.buffer(": here\n\n");
  }

  /** How soon a client should come back. */
  static Buffer retry(long millis) {
    return Buffer.buffer("retry: " + millis + "\n\n");
  }
}
