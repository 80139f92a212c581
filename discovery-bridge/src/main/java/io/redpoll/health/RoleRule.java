package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ReplicationFacts;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Topology;
import java.util.Optional;

/** When what an endpoint says of its role does not fit what is said of it elsewhere (RD-04). The wire wins. Pure. */
final class RoleRule {

  private RoleRule() {}

  /**
   * A contradiction.
   *
   * @param stated what it should be
   * @param actual what it says
   */
  record Mismatch(String stated, String actual) {}

  static Optional<Mismatch> mismatch(Members members, Topology topology, Endpoint endpoint) {
    if (members.role(endpoint) != Role.REPLICA) {
      return Optional.empty();
    }
    if (topology == Topology.SHARDED) {
      return Optional.of(new Mismatch("primary of a shard", "replica"));
    }
    if (topology != Topology.REPLICATED) {
      return Optional.empty();
    }
    HostAndPort follows = members.health(endpoint).facts().follows();
    boolean stranger = !follows.equals(ReplicationFacts.NOBODY)
        && members.data().stream().noneMatch(other -> members.follows(endpoint, other));
    return stranger
        ? Optional.of(new Mismatch(
            "replica within its Service",
            "replica of " + follows + ", which is not of its Service"))
        : Optional.empty();
  }
}
