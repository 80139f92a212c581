package io.redpoll.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;
import io.vertx.redis.client.Response;

/**
 * Cuts what a socket reads into frames and hands each on, decoded. It keeps the beginning of a frame until the rest came,
 * and grows with what came, never with what was announced. Its connection's event loop.
 */
final class FrameReader {

  /**
   * What is kept for the beginnings of frames when there is none, so that each read needs no new one: enough for values of 64 KiB
   * too, whose frames are longer and whose buffer has doubled.
   */
  private static final int KEPT = 256 * 1024;

  private final FrameScanner scanner;
  private final Handler<Response> frames;

  /** The beginning of a frame; no pool's, so that the end of its connection leaks nothing. */
  private ByteBuf rest = Unpooled.EMPTY_BUFFER;

  /** Hands frames to {@code frames} in order, null for a nil. */
  FrameReader(ReplyLimits limits, Handler<Response> frames) {
    this.scanner = new FrameScanner(limits);
    this.frames = frames;
  }

  /**
   * Reads on; the bytes are lent for the call.
   *
   * @throws NotRespException if that is not RESP; it must not be fed again
   */
  void read(ByteBuf fresh) {
    if (rest.isReadable()) {
      append(fresh);
      cut(rest);
      tidy();
      return;
    }
    cut(fresh);
    if (fresh.isReadable()) {
      append(fresh);
    }
  }

  /** Gives up the beginning of a frame whose rest will not come. */
  void forget() {
    rest = Unpooled.EMPTY_BUFFER;
  }

  private void cut(ByteBuf bytes) {
    while (bytes.isReadable()) {
      int length = scanner.scan(bytes);
      if (length < 0) {
        return;
      }
      int next = bytes.readerIndex() + length;
      Response frame = FrameDecoder.decode(bytes);
      bytes.readerIndex(next);
      frames.handle(frame);
    }
  }

  /** Netty's own growth becomes linear, and copying quadratic, where frames are large. */
  private void append(ByteBuf fresh) {
    int needed = rest.readableBytes() + fresh.readableBytes();
    if (needed > rest.capacity() - rest.readerIndex()) {
      int capacity = Math.max(needed, (int) Math.min(2L * rest.capacity(), Integer.MAX_VALUE - 8));
      rest = Unpooled.buffer(capacity).writeBytes(rest);
    }
    rest.writeBytes(fresh);
  }

  private void tidy() {
    if (rest.isReadable()) {
      rest.discardSomeReadBytes();
    } else if (rest.capacity() > KEPT) {
      rest = Unpooled.EMPTY_BUFFER;
    } else {
      rest.clear();
    }
  }
}
