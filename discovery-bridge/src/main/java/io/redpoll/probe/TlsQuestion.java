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

/**
 * Asks a port whether it speaks TLS, for a port that hangs up on plain commands: by a ClientHello that no server accepts, so
 * that nothing is agreed on and nothing trusted. Whoever speaks TLS answers with an alert (RFC 8446, 6.2); others do not.
 */
final class TlsQuestion {

  /** A handshake record of TLS 1.0, as all begin, that holds a ClientHello of no bytes. */
  private static final Buffer EMPTY_CLIENT_HELLO =
      Buffer.buffer(new byte[] {0x16, 3, 1, 0, 4, 1, 0, 0, 0});

  private static final int ALERT = 0x15;
  private static final int HANDSHAKE = 0x16;

  private TlsQuestion() {}

  /** Whether it does; false also for what cannot be told in time. */
  static Future<Boolean> ask(Vertx vertx, HostAndPort address, Duration timeout) {
    int millis = (int) timeout.toMillis();
    NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(millis));
    Promise<Boolean> answer = Promise.promise();
    long timer = vertx.setTimer(millis, late -> answer.tryComplete(false));
    client
        .connect(address.port(), address.host())
        .onComplete(socket -> listen(socket, answer), refused -> answer.tryComplete(false));
    return answer.future().onComplete(done -> {
      vertx.cancelTimer(timer);
      client.close();
    });
  }

  private static void listen(NetSocket socket, Promise<Boolean> answer) {
    Buffer head = Buffer.buffer();
    socket.closeHandler(closed -> answer.tryComplete(false));
    socket.exceptionHandler(broken -> answer.tryComplete(false));
    socket.handler(bytes -> {
      head.appendBuffer(bytes, 0, Math.min(2, bytes.length()));
      if (head.length() >= 2) {
        answer.tryComplete(isRecord(head));
      }
    });
    socket.write(EMPTY_CLIENT_HELLO);
  }

  /** Content type, then the major version, which has been 3 since SSL 3.0. */
  private static boolean isRecord(Buffer head) {
    return (head.getByte(0) == ALERT || head.getByte(0) == HANDSHAKE) && head.getByte(1) == 3;
  }
}
