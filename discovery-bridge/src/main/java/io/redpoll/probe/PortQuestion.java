package io.redpoll.probe;

import io.redpoll.endpoint.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
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
  Future<Boolean> ask(Vertx vertx, HostAndPort address, Duration timeout) {
    int millis = (int) timeout.toMillis();
    NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(millis));
    Promise<Boolean> answer = Promise.promise();
    long timer = vertx.setTimer(millis, late -> answer.tryComplete(false));
    client
        .connect(address.port(), address.host())
        .onComplete(socket -> talk(socket, answer), refused -> answer.tryComplete(false));
    return answer.future().onComplete(done -> {
      vertx.cancelTimer(timer);
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
