package io.redpoll.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port on which nobody listens during an outage, kept so that nobody else takes it meanwhile: no other server, and no
 * connection that happens to come from it.
 */
final class HeldPort {

  private final Socket bound;

  private HeldPort(Socket bound) {
    this.bound = bound;
  }

  static HeldPort of(String host, int port) {
    Socket socket = new Socket();
    try {
      // To bind beside connections that linger; afterwards nobody binds beside this one.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      socket.setReuseAddress(false);
      return new HeldPort(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "port " + port + " cannot be held for the end of the outage", e);
    }
  }

  void release() {
    try {
      bound.close();
    } catch (IOException e) {
      throw new UncheckedIOException("port " + bound.getLocalPort() + " cannot be released", e);
    }
  }
}
