package io.redpoll.resp;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A string reply. Other than the stock client's it holds its bytes alone, and makes a buffer for who asks for one. */
final class BulkReply implements Response {

  private final String format;
  private final byte[] text;

  /** The format of a verbatim string, {@code txt} or {@code mkd}; empty for a plain one. */
  BulkReply(String format, byte[] text) {
    this.format = format;
    this.text = text;
  }

  @Override
  public ResponseType type() {
    return ResponseType.BULK;
  }

  /** As the stock client has it: null for a plain string. */
  @Override
  public String format() {
    return format.isEmpty() ? null : format;
  }

  @Override
  public String toString() {
    return toString(StandardCharsets.UTF_8);
  }

  @Override
  public String toString(Charset charset) {
    return new String(text, charset);
  }

  @Override
  public Buffer toBuffer() {
    return Buffer.buffer(text);
  }

  @Override
  public byte[] toBytes() {
    return text.clone();
  }
}
