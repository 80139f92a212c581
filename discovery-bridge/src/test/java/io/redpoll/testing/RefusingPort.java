package io.redpoll.testing;

import io.redpoll.endpoint.HostAndPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port where nobody listens, and nobody else can: it is bound, so that no other process takes it and no connection happens
 * to come from it.
 */
public final class RefusingPort implements AutoCloseable {

  private final Socket bound;

  private RefusingPort(Socket bound) {
    this.bound = bound;
  }

  public static RefusingPort bind() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return new RefusingPort(socket);
  }

  public HostAndPort address() {
    return new HostAndPort("127.0.0.1", bound.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
