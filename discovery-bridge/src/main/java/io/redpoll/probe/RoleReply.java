package io.redpoll.probe;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Optional;

/**
 * What ROLE says.
 *
 * @param role its role, never unknown
 * @param follows the primary of a replica
 * @param linkUp whether a replica is connected to it; true for others
 */
record RoleReply(Role role, HostAndPort follows, boolean linkUp) {

  private static final int MAX_PORT = 65535;

  /** Reads a reply; empty if no Redis answers so. */
  static Optional<RoleReply> parse(Response reply) {
    if (!isArray(reply)) {
      return Optional.empty();
    }
    return switch (text(reply, 0)) {
      case "master" -> Optional.of(new RoleReply(Role.PRIMARY, ReplicationFacts.NOBODY, true));
      case "sentinel" -> Optional.of(new RoleReply(Role.SENTINEL, ReplicationFacts.NOBODY, true));
      case "slave", "replica" -> replica(reply);
      default -> Optional.empty();
    };
  }

  /** {@code [slave, 10.0.0.1, 6379, connected, 3167]}; any other state than connected is a link that is not up. */
  private static Optional<RoleReply> replica(Response reply) {
    String host = text(reply, 1);
    int port = port(reply, 2);
    String state = text(reply, 3);
    return host.isEmpty() || port < 0 || state.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RoleReply(Role.REPLICA, new HostAndPort(host, port), state.equals("connected")));
  }

  private static boolean isArray(Response reply) {
    return reply != null && reply.type() == ResponseType.MULTI && reply.isArray();
  }

  /** The text at this place, empty if there is none. */
  private static String text(Response array, int index) {
    Response element = index < array.size() ? array.get(index) : null;
    boolean isText = element != null
        && (element.type() == ResponseType.BULK || element.type() == ResponseType.SIMPLE);
    return isText ? element.toString() : "";
  }

  /** The port at this place, -1 if there is none. */
  private static int port(Response array, int index) {
    Response element = index < array.size() ? array.get(index) : null;
    if (element == null || element.type() != ResponseType.NUMBER) {
      return -1;
    }
    long port = element.toLong();
    return port >= 0 && port <= MAX_PORT ? (int) port : -1;
  }
}
