package io.redpoll.resp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * A connection's place in the pipeline of its channel: before Vert.x' own handler, so that bytes are read where Netty put
 * them and written where Netty takes them, with no copy and no hop in between. All else goes on to Vert.x. Its
 * connection's event loop.
 */
final class RespChannelHandler extends ChannelInboundHandlerAdapter {

  /** What Vert.x calls the handler of a socket. */
  private static final String VERTX_HANDLER = "handler";

  /** Who speaks RESP here. */
  interface Owner {

    /** These bytes came; they are lent for the call. */
    void read(ByteBuf bytes);

    /** What was written before has left, and more may be written. */
    void writable();
  }

  private final Owner owner;
  private ChannelHandlerContext channel;

  private RespChannelHandler(Owner owner) {
    this.owner = owner;
  }

  /** Takes the bytes of this socket from here on. */
  static RespChannelHandler install(NetSocket socket, Owner owner) {
    RespChannelHandler handler = new RespChannelHandler(owner);
    ((NetSocketInternal) socket)
        .channelHandlerContext()
        .pipeline()
        .addBefore(VERTX_HANDLER, "resp", handler);
    return handler;
  }

  /** A buffer of this size to write. */
  ByteBuf buffer(int size) {
    return channel.alloc().directBuffer(size);
  }

  /** Writes a buffer and gives it away. A failure comes to the socket's exception handler. */
  @SuppressWarnings(
      "FutureReturnValueIgnored") // A void promise tells the pipeline, not its caller.
  void write(ByteBuf bytes) {
    channel.writeAndFlush(bytes, channel.voidPromise());
  }

  /** Whether what was written before has left. */
  boolean isWritable() {
    return channel.channel().isWritable();
  }

  /**
   * Has the close that follows reset the connection: what the other side has not received yet never arrives. The system
   * would go on sending it long after the close, and a write would be done when nobody waits for it any more.
   */
  void forget() {
    if (channel.channel().isOpen()) {
      options().setOption(ChannelOption.SO_LINGER, 0);
    }
  }

  ChannelConfig options() {
    return channel.channel().config();
  }

  /** Whether to read on; if not, the server feels it. */
  void reading(boolean goesOn) {
    options().setAutoRead(goesOn);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      owner.read((ByteBuf) message);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      owner.writable();
    }
    context.fireChannelWritabilityChanged();
  }
}
