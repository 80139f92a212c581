package io.redpoll.resp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.Consumer;

/**
 * The sending half of a connection: all that is submitted in one turn of the event loop leaves in one write, up to a number of
 * bytes. The rest waits for the next turn, and for the socket if it takes no more: it was not sent until then, and can still
 * expire. Its connection's event loop.
 */
final class RequestWriter {

  private final EventLoop loop;
  private final RespChannelHandler channel;
  private final CommandQueue replies;
  private final DeadlineTimer timer;
  private final Claims claims;
  private final int maxWriteBytes;
  private final Runnable flush = this::flush;

  private final CommandQueue waiting = new CommandQueue();
  private long waitingBytes;

  /** Of what was submitted since the last flush. */
  private long earliest = CommandQueue.NEVER;

  private boolean scheduled;

  /**
   * A writer to {@code channel}.
   *
   * @param replies gets what was written
   * @param timer is set for the deadline of what was submitted
   * @param claims gets back what expires without being written
   */
  RequestWriter(
      EventLoop loop,
      RespChannelHandler channel,
      CommandQueue replies,
      DeadlineTimer timer,
      Claims claims,
      int maxWriteBytes) {
    this.loop = loop;
    this.channel = channel;
    this.replies = replies;
    this.timer = timer;
    this.claims = claims;
    this.maxWriteBytes = maxWriteBytes;
  }

  void submit(InFlight entry) {
    waiting.add(entry);
    waitingBytes += entry.bytes;
    earliest = CommandQueue.earlier(entry.deadline, earliest);
    flushSoon();
  }

  /** Runs behind all that this turn of the event loop has to do, so that it writes once for all of it. */
  private void flushSoon() {
    if (!scheduled) {
      scheduled = true;
      loop.execute(flush);
    }
  }

  /** Writes now, as much as one turn may. */
  void flush() {
    scheduled = false;
    // First the timer: a write that fails at once ends the connection, and its timer.
    timer.arm(earliest);
    earliest = CommandQueue.NEVER;
    dropExpired();
    if (waiting.isEmpty() || !channel.isWritable()) {
      return;
    }
    channel.write(encode());
    if (!waiting.isEmpty() && channel.isWritable()) {
      flushSoon();
    }
  }

  /** The socket takes more. */
  void writable() {
    if (!waiting.isEmpty()) {
      flushSoon();
    }
  }

  private ByteBuf encode() {
    long size = Math.max(waiting.head().bytes, Math.min(waitingBytes, maxWriteBytes));
    ByteBuf bytes = channel.buffer((int) size);
    while (!waiting.isEmpty() && waiting.head().bytes <= bytes.writableBytes()) {
      InFlight entry = take();
      RequestEncoder.encode(entry.takeRequest(), bytes);
      replies.add(entry);
      dropExpired();
    }
    return bytes;
  }

  private void dropExpired() {
    while (!waiting.isEmpty() && waiting.head().isSettled()) {
      claims.release(take().bytes);
    }
  }

  private InFlight take() {
    InFlight entry = waiting.poll();
    waitingBytes -= entry.bytes;
    return entry;
  }

  /** Tells {@code settler} of what is due and not sent. */
  void expire(long now, Consumer<InFlight> settler) {
    waiting.expire(now, settler);
  }

  /** When the next command that waits is due. */
  long nextDeadline() {
    return waiting.nextDeadline();
  }

  /** How many commands wait to be sent. */
  int size() {
    return waiting.size();
  }

  /** Whether nobody waits to be sent. */
  boolean isIdle() {
    return waiting.isIdle();
  }

  /** Gives up: what was not sent. */
  List<InFlight> clear() {
    waitingBytes = 0;
    earliest = CommandQueue.NEVER;
    return waiting.clear();
  }
}
