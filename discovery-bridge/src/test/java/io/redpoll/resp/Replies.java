package io.redpoll.resp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Replies as they stand on the wire, for tests of what reads them. */
public final class Replies {

  private Replies() {}

  /** The one frame in this text, in which line ends stand for CR and LF. */
  public static Response parse(String text) {
    List<Response> frames = new ArrayList<>();
    feed(
        new FrameReader(ReplyLimits.DEFAULT, frames::add),
        Buffer.buffer(text.replace("\n", "\r\n")));
    if (frames.size() != 1) {
      throw new IllegalArgumentException(frames.size() + " frames in " + text);
    }
    return frames.get(0);
  }

  /** Lets {@code reader} read these bytes. */
  static void feed(FrameReader reader, Buffer bytes) {
    reader.read(((BufferInternal) bytes).getByteBuf());
  }

  /** The failure that an error reply with these words makes. */
  public static Throwable error(String words) {
    return (Throwable) parse("-" + words + "\n");
  }
}
