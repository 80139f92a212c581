package io.redpoll.bench;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * What is asked of Redis.
 *
 * @param operation the command
 * @param key its key
 * @param keyBytes the same as bytes. Not to be changed
 * @param value what is stored there. Not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Made once, never compared.
record Ask(Operation operation, String key, byte[] keyBytes, byte[] value) {

  enum Operation {
    GET,
    SET
  }

  /** So many that neither side can do with one. */
  private static final int KEYS = 1024;

  static Ask[] of(Operation operation, int bytes) {
    byte[] value = "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
    return IntStream.range(0, KEYS)
        .mapToObj(i -> "bench:" + bytes + ":" + i)
        .map(key -> new Ask(operation, key, key.getBytes(StandardCharsets.US_ASCII), value))
        .toArray(Ask[]::new);
  }

  /** A request as an application makes it, for each send anew. */
  Request request() {
    return operation == Operation.GET
        ? Request.cmd(Command.GET).arg(key)
        : Request.cmd(Command.SET).arg(key).arg(value);
  }
}
