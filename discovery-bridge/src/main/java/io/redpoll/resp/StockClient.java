package io.redpoll.resp;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.CommandImpl;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.types.BooleanType;
import io.vertx.redis.client.impl.types.ErrorType;
import io.vertx.redis.client.impl.types.Multi;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import io.vertx.redis.client.impl.types.PushType;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.util.List;

/** The only class that touches the inside of the stock client, so that one place breaks when Vert.x changes it. */
final class StockClient {

  private StockClient() {}

  static List<byte[]> arguments(Request request) {
    return ((RequestImpl) request).getArgs();
  }

  /** The name as the server reads it, {@code $3 get} with line ends. Not to be changed. */
  static byte[] encodedName(Command command) {
    return ((CommandImpl) command).getBytes();
  }

  static Response simple(String text) {
    return text.equals("OK") ? SimpleStringType.OK : SimpleStringType.create(text);
  }

  static Response error(String text) {
    return ErrorType.create(text);
  }

  static Response number(Number value) {
    return NumberType.create(value);
  }

  static Response bool(boolean value) {
    return value ? BooleanType.TRUE : BooleanType.FALSE;
  }

  static Response array(Response... elements) {
    if (elements.length == 0) {
      return MultiType.EMPTY_MULTI;
    }
    return filled(MultiType.create(elements.length, false), elements);
  }

  /** Of keys and values in turn. The stock type knows keys that are text: others are told by theirs. */
  static Response map(Response... elements) {
    if (elements.length == 0) {
      return MultiType.EMPTY_MAP;
    }
    for (int i = 0; i < elements.length; i += 2) {
      elements[i] = key(elements[i]);
    }
    return filled(MultiType.create(elements.length / 2, true), elements);
  }

  static Response push(Response... elements) {
    return filled(PushType.create(elements.length), elements);
  }

  private static Response key(Response key) {
    boolean text =
        key != null && (key.type() == ResponseType.BULK || key.type() == ResponseType.SIMPLE);
    return text ? key : SimpleStringType.create(String.valueOf(key));
  }

  private static Response filled(Multi multi, Response... elements) {
    for (Response element : elements) {
      multi.add(element);
    }
    return multi;
  }
}
