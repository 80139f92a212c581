package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Topology;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the primary of a STANDALONE or REPLICATED Service (design 6.3). Pure.
 *
 * <p>In order: the one that the Sentinels name that watch the Service, unless it says itself that it is a replica; the claimant that most replicas follow; the one that was primary; the pod that replaced it under the same
 * name. A newcomer that claims to be primary, and that nobody follows, must first have settled: a replica that has just
 * started claims so too.
 */
final class PrimaryRule {

  private PrimaryRule() {}

  /**
   * The primary, empty if nobody may take writes.
   *
   * @param members what is known
   * @param topology what was concluded
   * @param before the last primary, and the name of its shard
   * @param settled whether set and roles have stayed the same for the settle time
   */
  static Optional<EndpointId> choose(
      Members members, Topology topology, Optional<Primary> before, boolean settled) {
    if (topology != Topology.STANDALONE && topology != Topology.REPLICATED) {
      return Optional.empty();
    }
    List<Endpoint> claimants = members.claimants();
    return members
        .named()
        .filter(named -> members.role(named) != Role.REPLICA)
        .or(() -> members.mostFollowed(claimants))
        .or(() -> claimants.stream().filter(e -> was(before, e)).findFirst())
        .or(() -> claimants.stream().filter(e -> succeeds(before, e)).findFirst())
        .or(() -> topology == Topology.STANDALONE || settled
            ? claimants.stream().findFirst()
            : Optional.empty())
        .map(Endpoint::id)
        .or(() -> before.map(Primary::id).filter(id -> stillPrimary(members, id)));
  }

  /** One that is down stays primary until another takes its place; one that became a replica does not. */
  private static boolean stillPrimary(Members members, EndpointId id) {
    return members.find(id).filter(e -> members.role(e) != Role.REPLICA).isPresent();
  }

  private static boolean was(Optional<Primary> before, Endpoint claimant) {
    return before.filter(primary -> primary.id().equals(claimant.id())).isPresent();
  }

  private static boolean succeeds(Optional<Primary> before, Endpoint claimant) {
    return before.filter(primary -> primary.shard().equals(claimant.shard())).isPresent();
  }

  /** A primary by both its names: that of the process and that of its data. */
  record Primary(EndpointId id, String shard) {}
}
