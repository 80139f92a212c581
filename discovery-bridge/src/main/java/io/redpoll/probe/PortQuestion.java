package io.redpoll.probe;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.resp.OwnedClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/** Asks a port what it speaks, over a connection of its own, by a few bytes that agree on nothing and hold no secret. */
enum PortQuestion {

  /**
   * A handshake record of TLS 1.0, as all begin, with a ClientHello of no bytes. Whoever speaks TLS answers with an alert
   * (RFC 8446, 6.2), that is a record: its content type, then the major version, which has been 3 since SSL 3.0.
   */
  TLS(new byte[] {0x16, 3, 1, 0, 4, 1, 0, 0, 0}) {
    @Override
    boolean isSpokenIn(Buffer head) {
      return (head.getByte(0) == 0x15 || head.getByte(0) == 0x16) && head.getByte(1) == 3;
    }
  },

  /** PING as one types it. A Redis answers that it is there, or why it does not say so. */
  RESP(new byte[] {'P', 'I', 'N', 'G', '\r', '\n'}) {
    @Override
    boolean isSpokenIn(Buffer head) {
      return head.getByte(0) == '+' || head.getByte(0) == '-';
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // Never written to.
  private final byte[] question;

  PortQuestion(byte[] question) {
    this.question = question;
  }

  /** Whether an answer begins as it should, {@code head} being its first two bytes. */
  abstract boolean isSpokenIn(Buffer head);

  /** Whether it is spoken there; false also for what cannot be told in time. */
  Future<Boolean> ask(ContextInternal context, HostAndPort address, Duration timeout) {
    int millis = (int) timeout.toMillis();
    NetClientOptions options = new NetClientOptions().setConnectTimeout(millis);
    return OwnedClient.open(context, context.closeFuture(), options)
        .map(client -> ask(context, client, address, millis))
        .orElseGet(() -> Future.succeededFuture(false));
  }

  private Future<Boolean> ask(
      ContextInternal context, OwnedClient client, HostAndPort address, int millis) {
    Promise<Boolean> answer = Promise.promise();
    long timer = context.setTimer(millis, late -> answer.tryComplete(false));
    client
        .connect(new ConnectOptions().setHost(address.host()).setPort(address.port()))
        .onComplete(socket -> talk(socket, answer), refused -> answer.tryComplete(false));
    return answer.future().onComplete(done -> {
      context.owner().cancelTimer(timer);
      client.close();
    });
  }

  private void talk(NetSocket socket, Promise<Boolean> answer) {
    Buffer head = Buffer.buffer();
    socket.closeHandler(closed -> answer.tryComplete(false));
    socket.exceptionHandler(broken -> answer.tryComplete(false));
    socket.handler(bytes -> {
      head.appendBuffer(bytes, 0, Math.min(2, bytes.length()));
      if (head.length() >= 2) {
        answer.tryComplete(isSpokenIn(head));
      }
    });
    socket.write(Buffer.buffer(question));
  }
}
