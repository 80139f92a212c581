package io.redpoll.testkit.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Hands out loopback addresses that nobody listens on.
 *
 * <p>Each JVM walks its own random part of 127/8, so that two JVMs hardly ever meet; where they do, binding tells. An address is
 * not handed out twice before some thousands of others.
 */
final class Loopback {

  private static final int ATTEMPTS = 100;
  /** The one of this JVM. */
  static final Loopback INSTANCE = new Loopback(RandomGenerator.getDefault());

  private final AtomicInteger next;
  private final boolean ownAddresses;

  Loopback(RandomGenerator random) {
    this.next = new AtomicInteger(random.nextInt(1 << 24));
    this.ownAddresses = bindable("127.93.57.11", 0);
  }

  /** A free address for a server; with this port if it has an address of its own. */
  InetSocketAddress next(Addressing addressing, int port) {
    boolean ownAddress =
        addressing == Addressing.OWN_ADDRESS || (addressing == Addressing.AUTO && ownAddresses);
    return ownAddress ? nextAddress(port) : nextPort();
  }

  private InetSocketAddress nextAddress(int port) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int n = next.getAndIncrement();
      // 1 to 254 in each part: no 127.0.x.y, where other programs live, and no broadcast
      // look-alikes.
      String host = "127." + part(n / 254 / 254) + "." + part(n / 254) + "." + part(n);
      if (bindable(host, port)) {
        return new InetSocketAddress(host, port);
      }
    }
    throw new RedisServerException("loopback addresses: none of " + ATTEMPTS
        + " could be bound at port " + port + " (expected: Linux; elsewhere use own ports)");
  }

  private static int part(int n) {
    return 1 + Math.floorMod(n, 254);
  }

  private static InetSocketAddress nextPort() {
    try (ServerSocket socket = new ServerSocket()) {
      InetAddress localhost = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      socket.bind(new InetSocketAddress(localhost, 0));
      return new InetSocketAddress(localhost, socket.getLocalPort());
    } catch (IOException failed) {
      throw new RedisServerException("127.0.0.1: no free port", failed);
    }
  }

  private static boolean bindable(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
