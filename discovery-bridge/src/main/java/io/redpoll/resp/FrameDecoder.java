package io.redpoll.resp;

import io.netty.buffer.ByteBuf;
import io.vertx.redis.client.Response;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns one whole frame, as {@link FrameScanner} found it, into the stock client's {@link Response}; null for any nil.
 * What it hands out shares no bytes with the frame. Pure.
 */
final class FrameDecoder {

  /** Java reads digits in quadratic time. */
  private static final int MAX_BIG_NUMBER = 4096;

  private FrameDecoder() {}

  /** Reads the frame at the reader index and moves it behind the frame. */
  static Response decode(ByteBuf frame) {
    int type = frame.readByte();
    return switch (type) {
      case '$' -> bulk(frame);
      case '+' -> StockClient.simple(text(frame, line(frame)));
      case ':' -> StockClient.number(integer(frame, line(frame)));
      case '*', '~' -> array(frame);
      case '_' -> nil(frame);
      case '-' -> StockClient.error(text(frame, line(frame)));
      case '!' -> StockClient.error(new String(string(frame), StandardCharsets.UTF_8));
      case '%' -> map(frame);
      case '>' -> push(frame);
      case ',' -> StockClient.number(decimal(text(frame, line(frame))));
      case '(' -> StockClient.number(bigNumber(text(frame, line(frame))));
      case '#' -> StockClient.bool(bool(text(frame, line(frame))));
      case '=' -> verbatim(frame);
      case '|' -> attributed(frame);
      default ->
        throw new NotRespException("a type " + NotRespException.quoted(type), "one of RESP3");
    };
  }

  private static Response bulk(ByteBuf frame) {
    int length = (int) integer(frame, line(frame));
    return length < 0 ? null : new BulkReply("", string(frame, length));
  }

  private static Response verbatim(ByteBuf frame) {
    byte[] text = string(frame);
    if (text.length < 4 || text[3] != ':') {
      throw new NotRespException("a verbatim string without its format", "three letters and :");
    }
    byte[] behind = java.util.Arrays.copyOfRange(text, 4, text.length);
    return new BulkReply(new String(text, 0, 3, StandardCharsets.ISO_8859_1), behind);
  }

  private static Response array(ByteBuf frame) {
    int size = (int) integer(frame, line(frame));
    return size < 0 ? null : StockClient.array(elements(frame, size));
  }

  private static Response push(ByteBuf frame) {
    return StockClient.push(elements(frame, (int) integer(frame, line(frame))));
  }

  private static Response map(ByteBuf frame) {
    return StockClient.map(elements(frame, 2 * (int) integer(frame, line(frame))));
  }

  private static Response[] elements(ByteBuf frame, int size) {
    Response[] elements = new Response[size];
    for (int i = 0; i < size; i++) {
      elements[i] = decode(frame);
    }
    return elements;
  }

  private static Response attributed(ByteBuf frame) {
    Map<String, Response> attributes = new HashMap<>();
    for (int left = (int) integer(frame, line(frame)); left > 0; left--) {
      attributes.put(String.valueOf(decode(frame)), decode(frame));
    }
    return Attributed.with(attributes, decode(frame));
  }

  private static Response nil(ByteBuf frame) {
    if (line(frame) != 0) {
      throw new NotRespException("a null with something in it", "_ CR LF");
    }
    frame.skipBytes(2);
    return null;
  }

  private static byte[] string(ByteBuf frame) {
    return string(frame, (int) integer(frame, line(frame)));
  }

  private static byte[] string(ByteBuf frame, int length) {
    byte[] text = new byte[length];
    frame.readBytes(text).skipBytes(2);
    return text;
  }

  /** The length of this line from here on, without its end. The scanner saw that it has one. */
  private static int line(ByteBuf frame) {
    int from = frame.readerIndex();
    int to = from;
    while (frame.getByte(to) != '\n') {
      to++;
    }
    return to - 1 - from;
  }

  private static String text(ByteBuf frame, int length) {
    return new String(string(frame, length), StandardCharsets.UTF_8);
  }

  private static long integer(ByteBuf frame, int length) {
    int from = frame.readerIndex();
    if (length > 18) {
      // It may not fit.
      return parse(text(frame, length));
    }
    boolean signed = length > 1 && (frame.getByte(from) == '-' || frame.getByte(from) == '+');
    boolean negative = signed && frame.getByte(from) == '-';
    long value = 0;
    for (int i = from + (signed ? 1 : 0); i < from + length; i++) {
      int digit = frame.getByte(i) - '0';
      if (digit < 0 || digit > 9) {
        throw noNumber();
      }
      value = 10 * value + digit;
    }
    if (length == 0) {
      throw noNumber();
    }
    frame.skipBytes(length + 2);
    return negative ? -value : value;
  }

  private static long parse(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw noNumber();
    }
  }

  private static Number decimal(String text) {
    try {
      return switch (text) {
        case "inf", "+inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        case "nan", "-nan" -> Double.NaN;
        default -> Double.valueOf(text);
      };
    } catch (NumberFormatException e) {
      throw noNumber();
    }
  }

  private static Number bigNumber(String text) {
    try {
      if (text.length() <= MAX_BIG_NUMBER) {
        return new BigInteger(text);
      }
    } catch (NumberFormatException e) {
      throw noNumber();
    }
    throw new NotRespException("a number of " + text.length() + " digits", "4096 at most");
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "t" -> true;
      case "f" -> false;
      default -> throw new NotRespException("a boolean that is neither", "#t or #f");
    };
  }

  /** Not what came: it may be anybody's data. */
  private static NotRespException noNumber() {
    return new NotRespException("a number that is none", "digits, 64 bits at most for an integer");
  }
}
