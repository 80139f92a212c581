package io.redpoll.agent;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps an agent from forming a cluster of its own by accident (OP-04): Hazelcast takes a failed DNS look-up for an empty
 * cluster. So the agent joins only when the headless Service names somebody, and, if it knows its own address, names
 * this agent too, since then it also names those that were there before.
 *
 * <p>Its state belongs to the Vert.x context on which {@link #whenOpen()} was called.
 */
final class JoinGate {

  private static final System.Logger LOG = System.getLogger(JoinGate.class.getName());

  /** Looks up all addresses of a name, blocking. */
  interface Lookup {
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /** The look-up of the JDK, which Hazelcast uses as well. */
    static Lookup jdk() {
      return name -> Arrays.asList(InetAddress.getAllByName(name));
    }
  }

  private final Vertx vertx;
  private final String dns;
  private final String self;
  private final Duration pause;
  private final Lookup lookup;
  private final Promise<Void> open = Promise.promise();
  private boolean toldWhy;

  /** The look-up that runs, or the last one. */
  private volatile Future<?> look = Future.succeededFuture();

  JoinGate(Vertx vertx, String dns, String self, Duration pause, Lookup lookup) {
    this.vertx = vertx;
    this.dns = dns;
    this.self = self;
    this.pause = pause;
    this.lookup = lookup;
  }

  /** Succeeds when it is safe to join; fails only if it was closed before. To be called once. */
  Future<Void> whenOpen() {
    look();
    return open.future();
  }

  /** Ends the waiting, from any thread. Succeeds when no look-up runs any more. */
  Future<Void> close() {
    open.tryFail(new IllegalStateException("stopped while it waited to join its cluster"));
    return look.transform(any -> Future.succeededFuture());
  }

  private void look() {
    if (open.future().isComplete()) {
      return;
    }
    look = vertx
        .<List<InetAddress>>executeBlocking(this::addresses, false)
        .map(addresses -> reasonToWait(dns, addresses, self))
        .onSuccess(reason -> reason.ifPresentOrElse(this::waitMore, open::tryComplete))
        .onFailure(open::tryFail);
  }

  private List<InetAddress> addresses() {
    try {
      return lookup.addresses(dns);
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private void waitMore(String reason) {
    if (open.future().isComplete()) {
      return;
    }
    LOG.log(toldWhy ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING, reason);
    toldWhy = true;
    vertx.setTimer(pause.toMillis(), id -> look());
  }

  /** Why not to join yet; empty if nothing is against it. */
  static Optional<String> reasonToWait(String dns, List<InetAddress> addresses, String self) {
    if (addresses.isEmpty()) {
      return Optional.of(
          "cluster.dns: " + dns + " names no address (expected: those of the agents);"
              + " waiting rather than forming a cluster alone");
    }
    boolean namesSelf =
        self.isEmpty() || addresses.stream().anyMatch(address -> sameAddress(address, self));
    return namesSelf
        ? Optional.empty()
        : Optional.of("cluster.dns: " + dns + " names "
            + addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "))
            + " (expected: cluster.publicHost " + self + " among them); waiting to join");
  }

  /** By bytes, since an IPv6 address has many spellings. A literal, so nothing is looked up. */
  private static boolean sameAddress(InetAddress address, String literal) {
    try {
      return Arrays.equals(address.getAddress(), InetAddress.getByName(literal).getAddress());
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
