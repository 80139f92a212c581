package io.redpoll.resp;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.CommandImpl;
import io.vertx.redis.client.impl.ParserHandler;
import io.vertx.redis.client.impl.RESPParser;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.util.List;

/** The only class that touches the inside of the stock client, so that one place breaks when Vert.x changes it. */
final class StockClient {

  /** Redis nests deeper than this nowhere but in modules. */
  private static final int MAX_DEPTH = 32;

  private StockClient() {}

  static List<byte[]> arguments(Request request) {
    return ((RequestImpl) request).getArgs();
  }

  /** The name as the server reads it, {@code $3 get} with line ends. Not to be changed. */
  static byte[] encodedName(Command command) {
    return ((CommandImpl) command).getBytes();
  }

  static Response array(List<Response> elements) {
    if (elements.isEmpty()) {
      return MultiType.EMPTY_MULTI;
    }
    MultiType array = MultiType.create(elements.size(), false);
    elements.forEach(array::add);
    return array;
  }

  static Response number(long value) {
    return NumberType.create(value);
  }

  static Response ok() {
    return SimpleStringType.OK;
  }

  /**
   * A parser that hands whole frames to {@code frames} in order (null for a nil), and what is not RESP to
   * {@code failures}. After a failure it must not be fed again.
   */
  static Handler<Buffer> parser(Handler<Response> frames, Handler<Throwable> failures) {
    return new RESPParser(
        new ParserHandler() {
          @Override
          public void handle(Response frame) {
            frames.handle(frame);
          }

          @Override
          public void fail(Throwable failure) {
            failures.handle(failure);
          }
        },
        MAX_DEPTH);
  }
}
