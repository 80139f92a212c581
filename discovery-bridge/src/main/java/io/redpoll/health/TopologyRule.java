package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Topology;
import java.util.List;

/**
 * Concludes how a Service holds its data (design 6.3). Pure.
 *
 * <p>The dangerous mistake is to spread the writes of a replicated Service over pods that are only waiting to be made
 * replicas. Hence: REPLICATED never becomes SHARDED by itself, and SHARDED is concluded only from a set that has settled and
 * that no Sentinel watches: what Sentinels watch is a primary with its replicas, whatever these say on their way up.
 */
final class TopologyRule {

  private TopologyRule() {}

  /**
   * The topology.
   *
   * @param members what is known
   * @param before what it was; {@link Topology#UNKNOWN} at first
   * @param settled whether set and roles have stayed the same for the settle time
   */
  static Topology conclude(Members members, Topology before, boolean settled) {
    Topology stated = members.service().settings().topology();
    if (stated != Topology.UNKNOWN) {
      return stated;
    }
    List<Endpoint> data = members.data();
    if (data.isEmpty()) {
      return before;
    }
    if (data.stream().anyMatch(e -> members.health(e).facts().clusterMode())) {
      return Topology.CLUSTER;
    }
    if (data.stream().anyMatch(e -> members.health(e).proxy())) {
      return Topology.PROXIED;
    }
    if (before == Topology.REPLICATED || members.inRole(Role.REPLICA).findAny().isPresent()) {
      return Topology.REPLICATED;
    }
    return ofPrimaries(members, before, settled);
  }

  private static Topology ofPrimaries(Members members, Topology before, boolean settled) {
    List<Endpoint> data = members.data();
    boolean allKnown = data.stream().noneMatch(e -> members.role(e) == Role.UNKNOWN);
    boolean watched = members.watched();
    if (before == Topology.SHARDED && !watched) {
      return Topology.SHARDED;
    }
    if (data.size() == 1) {
      return allKnown ? Topology.STANDALONE : before;
    }
    if (watched) {
      return members.watchedAsOne() ? Topology.REPLICATED : Topology.UNKNOWN;
    }
    boolean independent = allKnown && !members.hasSentinel();
    return independent && settled ? Topology.SHARDED : Topology.UNKNOWN;
  }
}
