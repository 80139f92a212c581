package io.redpoll.resp;

import io.netty.buffer.ByteBuf;
import io.vertx.redis.client.Request;
import java.util.List;

/** Writes requests as the server reads them, one behind the other into one buffer. Pure. */
final class RequestEncoder {

  private static final int CRLF = '\r' << 8 | '\n';

  /** The type, ten digits and a line end before each part, and the line end behind it. */
  private static final int MAX_OVERHEAD = 15;

  private RequestEncoder() {}

  /** How many bytes a request has at most; Integer.MAX_VALUE for what no buffer takes. */
  static int maxSize(Request request) {
    List<byte[]> arguments = StockClient.arguments(request);
    long size = (long) MAX_OVERHEAD + StockClient.encodedName(request.command()).length;
    for (int i = 0; i < arguments.size(); i++) {
      size += (long) MAX_OVERHEAD + arguments.get(i).length;
    }
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  static void encode(Request request, ByteBuf target) {
    List<byte[]> arguments = StockClient.arguments(request);
    head('*', arguments.size() + 1, target);
    target.writeBytes(StockClient.encodedName(request.command()));
    for (int i = 0; i < arguments.size(); i++) {
      byte[] argument = arguments.get(i);
      head('$', argument.length, target);
      target.writeBytes(argument).writeShort(CRLF);
    }
  }

  private static void head(char type, int count, ByteBuf target) {
    target.writeByte(type);
    digits(count, target);
    target.writeShort(CRLF);
  }

  private static void digits(int number, ByteBuf target) {
    if (number >= 10) {
      digits(number / 10, target);
    }
    target.writeByte('0' + number % 10);
  }
}
