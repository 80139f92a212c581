package io.redpoll.resp;

import io.netty.buffer.ByteBuf;

/**
 * Finds where a RESP2 or RESP3 frame ends, without decoding it and without reading a byte twice. It owns no bytes and
 * takes no memory for what was announced and did not come.
 *
 * <p>A push or a reply is one frame, and the attributes before it belong to it. Streamed types are refused, since no
 * server sends them. Its connection's event loop.
 */
final class FrameScanner {

  private static final int INCOMPLETE = -1;

  /** Of what ends with its line, errors and status replies for instance, without the line end. */
  static final int MAX_LINE = 64 * 1024;

  /** The shortest element, {@code _} with its line end. */
  private static final int MIN_ELEMENT = 3;

  private final ReplyLimits limits;

  /** Values that are still to come, by depth; those of attributes are kept negative, since they count for nobody. */
  private final long[] missing;

  private int depth;

  // Offsets from the beginning of the frame.

  /** Where the next line begins. */
  private int line;

  /** How far the line end was looked for. */
  private int searched;

  /** Where the line end of the string that is being skipped begins, 0 for none. */
  private int stringEnd;

  FrameScanner(ReplyLimits limits) {
    this.limits = limits;
    this.missing = new long[limits.maxDepth() + 1];
    begin();
  }

  /**
   * The length of the frame that begins at the reader index, -1 if it is not all there yet: ask again when more came,
   * with the same beginning. After a length it expects the next frame.
   *
   * @throws NotRespException if it can't be one; do not ask again then
   */
  int scan(ByteBuf bytes) {
    while (depth >= 0) {
      if (!(stringEnd > 0 ? skipString(bytes) : readLine(bytes))) {
        return INCOMPLETE;
      }
    }
    int length = line;
    begin();
    return length;
  }

  private void begin() {
    depth = 0;
    missing[0] = 1;
    line = 0;
    searched = 0;
    stringEnd = 0;
  }

  private boolean readLine(ByteBuf bytes) {
    int start = bytes.readerIndex();
    int available = bytes.readableBytes();
    if (line < available && searched == line) {
      checkType(bytes.getByte(start + line));
    }
    while (searched < available && bytes.getByte(start + searched) != '\n') {
      searched++;
    }
    if (searched - line > MAX_LINE) {
      throw new NotRespException(
          "a line of more than " + MAX_LINE + " bytes", "a shorter one, or the end of it");
    }
    if (searched == available) {
      return false;
    }
    int from = start + line;
    int to = start + searched - 1;
    if (to <= from || bytes.getByte(to) != '\r') {
      throw new NotRespException("a line that ends with LF alone", "CR LF");
    }
    line = ++searched;
    announce(0);
    value(bytes, from, to);
    return true;
  }

  private static void checkType(int type) {
    switch (type) {
      case '+', '-', ':', '$', '*', '_', '#', ',', '(', '!', '=', '%', '~', '>', '|' -> {}
      case ';', '.' -> throw streamed(type);
      default ->
        throw new NotRespException(
            "a reply that begins with " + NotRespException.quoted(type), "one of +-:$*_#,(!=%~>|");
    }
  }

  /** Takes in a line from its type to before its end. */
  private void value(ByteBuf bytes, int from, int to) {
    int type = bytes.getByte(from);
    switch (type) {
      case '$', '!', '=' -> {
        long length = length(bytes, type, from + 1, to);
        if (length < 0) {
          complete();
        } else {
          announce(length + 2);
          stringEnd = line + (int) length;
        }
      }
      case '*', '~', '>' -> open(length(bytes, type, from + 1, to), false);
      case '%' -> open(2 * length(bytes, type, from + 1, to), false);
      case '|' -> open(2 * length(bytes, type, from + 1, to), true);
      default -> complete();
    }
  }

  /** The number behind a type; -1 for the nulls of RESP2. */
  private static long length(ByteBuf bytes, int type, int from, int to) {
    if (to - from == 2 && bytes.getByte(from) == '-' && bytes.getByte(from + 1) == '1') {
      if (type == '$' || type == '*') {
        return -1;
      }
    } else if (to - from == 1 && bytes.getByte(from) == '?') {
      throw streamed(type);
    }
    long length = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes.getByte(i) - '0';
      if (digit < 0 || digit > 9 || to - from > 10) {
        throw noLength(type);
      }
      length = 10 * length + digit;
    }
    if (from == to) {
      throw noLength(type);
    }
    return length;
  }

  private boolean skipString(ByteBuf bytes) {
    if (bytes.readableBytes() < stringEnd + 2) {
      return false;
    }
    int end = bytes.readerIndex() + stringEnd;
    if (bytes.getByte(end) != '\r' || bytes.getByte(end + 1) != '\n') {
      throw new NotRespException(
          "a string that is longer than announced", "CR LF behind its last byte");
    }
    line = stringEnd + 2;
    searched = line;
    stringEnd = 0;
    complete();
    return true;
  }

  private void open(long values, boolean attributes) {
    if (values <= 0) {
      if (!attributes) {
        complete();
      }
      return;
    }
    announce(values * MIN_ELEMENT);
    if (depth == limits.maxDepth()) {
      throw new NotRespException(
          "a reply nested deeper than " + limits.maxDepth(), "less, or a higher limit");
    }
    missing[++depth] = attributes ? -values : values;
  }

  /** One value is there: with it may be those that it was the last part of. */
  private void complete() {
    while (depth >= 0) {
      boolean attributes = missing[depth] < 0;
      missing[depth] += attributes ? 1 : -1;
      if (missing[depth] != 0) {
        return;
      }
      depth--;
      if (attributes) {
        return;
      }
    }
  }

  private void announce(long more) {
    if (line + more > limits.maxBytes()) {
      throw new NotRespException(
          "a reply of at least " + (line + more) + " bytes",
          "at most " + limits.maxBytes() + ", or a higher limit");
    }
  }

  private static NotRespException noLength(int type) {
    return new NotRespException(
        "no length behind " + NotRespException.quoted(type), "1 to 10 digits");
  }

  private static NotRespException streamed(int type) {
    return new NotRespException(
        "a streamed type, " + NotRespException.quoted(type), "its length or count beforehand");
  }
}
