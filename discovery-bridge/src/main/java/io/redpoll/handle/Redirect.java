package io.redpoll.handle;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.resp.Requests;
import java.util.Optional;

/**
 * Where a node of a Redis Cluster sends a command that it did not run, {@code MOVED 3999 10.0.0.1:6379} or
 * {@code ASK 3999 10.0.0.1:6379}.
 *
 * @param asking whether it is for this once, and to be asked for with ASKING: the slot is on its way there
 * @param host of the node, empty for the host that was asked
 * @param port of the node
 */
record Redirect(boolean asking, String host, int port) {

  /** The redirection that {@code failure} is; empty if it is none that can be read. */
  static Optional<Redirect> of(Throwable failure) {
    return Requests.errorReply(failure).flatMap(Redirect::parse);
  }

  private static Optional<Redirect> parse(String text) {
    String[] words = text.split(" ", -1);
    boolean asking = words[0].equals("ASK");
    if (words.length < 3 || !(asking || words[0].equals("MOVED"))) {
      return Optional.empty();
    }
    // An IPv6 address has colons of its own, and stands without brackets here.
    int colon = words[2].lastIndexOf(':');
    return port(words[2].substring(colon + 1))
        .map(port -> new Redirect(asking, words[2].substring(0, Math.max(colon, 0)), port));
  }

  private static Optional<Integer> port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= 65535 ? Optional.of(port) : Optional.empty();
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
  }

  /** The node, {@code asked} being the one that said so. */
  HostAndPort address(HostAndPort asked) {
    return new HostAndPort(host.isEmpty() || host.equals("?") ? asked.host() : host, port);
  }
}
