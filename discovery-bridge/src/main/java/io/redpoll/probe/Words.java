package io.redpoll.probe;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/** Foreign replies in a few words of ours. Pure. */
final class Words {

  private static final int LENGTH = 200;

  private Words() {}

  /** Its first line, and not too much of it. */
  static String shorten(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= LENGTH ? line : line.substring(0, LENGTH) + "...";
  }

  static String describe(Response reply) {
    if (reply == null) {
      return "nil";
    }
    return reply.type() == ResponseType.MULTI && reply.isMap()
        ? "a map"
        : shorten(reply.toString());
  }
}
