package io.redpoll.handle;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Redis Cluster as a handle sees it: the slots as its nodes tell them, and its nodes as the snapshot knows them. Immutable.
 *
 * <p>Who has what is the nodes' own knowledge, how they are is the snapshot's. A node that the snapshot does not know (it is
 * announced under an address of its own, or of another Service) counts as UP: the cluster vouches for it.
 */
final class ClusterSight {

  private final SlotMap slots;
  private final String trouble;
  private final List<Shard> shards = new ArrayList<>();
  private final Map<HostAndPort, EndpointId> addresses = new HashMap<>();
  private final Map<EndpointId, EndpointState> strangers = new HashMap<>();

  /**
   * Puts both together.
   *
   * @param trouble why the slots could not be asked for the last time; empty if they could
   * @param redirectedTo addresses that nodes spoke of and that may be in neither
   */
  ClusterSight(Snapshot snapshot, SlotMap slots, String trouble, Set<HostAndPort> redirectedTo) {
    this.slots = slots;
    this.trouble = trouble;
    snapshot.endpoints().forEach(state -> addresses.put(state.endpoint().address(), state.id()));
    for (SlotMap.Shard shard : slots.shards()) {
      List<EndpointState> replicas = shard.replicas().stream()
          .map(member -> state(snapshot, member, Role.REPLICA))
          .toList();
      shards.add(
          new Shard(shard.lowestSlot(), state(snapshot, shard.primary(), Role.PRIMARY), replicas));
    }
    for (HostAndPort address : redirectedTo) {
      state(snapshot, new SlotMap.Member(address, List.of()), Role.PRIMARY);
    }
  }

  private EndpointState state(Snapshot snapshot, SlotMap.Member member, Role role) {
    EndpointState state = known(snapshot, member).orElseGet(() -> stranger(snapshot, member, role));
    addresses.putIfAbsent(member.address(), state.id());
    member.aliases().forEach(alias -> addresses.putIfAbsent(alias, state.id()));
    // What was not checked yet is vouched for by the cluster, which takes it for alive.
    Status status = state.status() == Status.UNKNOWN ? Status.UP : state.status();
    return new EndpointState(
        state.endpoint(), status, role, state.fenced(), state.reason(), state.unreachableFrom());
  }

  private Optional<EndpointState> known(Snapshot snapshot, SlotMap.Member member) {
    List<HostAndPort> names = new ArrayList<>(List.of(member.address()));
    names.addAll(member.aliases());
    for (HostAndPort name : names) {
      for (EndpointState state : snapshot.endpoints()) {
        if (isCalled(snapshot.service(), state.endpoint(), name)) {
          return Optional.of(state);
        }
      }
    }
    return Optional.empty();
  }

  /** By its address, or by its name in the cluster's DNS in any length: {@code redis-0.redis} or longer. */
  private static boolean isCalled(ServiceId service, Endpoint endpoint, HostAndPort name) {
    if (endpoint.address().equals(name)) {
      return true;
    }
    String dnsName = endpoint.dnsName(service) + ".";
    String called = name.host() + ".";
    return !endpoint.pod().isEmpty()
        && endpoint.address().port() == name.port()
        && (called.startsWith(dnsName) || dnsName.startsWith(called));
  }

  private EndpointState stranger(Snapshot snapshot, SlotMap.Member member, Role role) {
    HostAndPort address = member.address();
    EndpointId id = EndpointId.ofAddress(snapshot.service(), address.host(), address.port());
    return strangers.computeIfAbsent(
        id,
        absent -> new EndpointState(
            new Endpoint(id, address.toString(), "", address, "", "", EndpointConditions.READY),
            Status.UP,
            role,
            false,
            ""));
  }

  /** Who has which slot. */
  SlotMap slots() {
    return slots;
  }

  /** The shards in the order of {@link SlotMap#shards}. */
  List<Shard> shards() {
    return shards;
  }

  /** The nodes that the snapshot does not know. */
  List<EndpointState> strangers() {
    return List.copyOf(strangers.values());
  }

  /** Who has this address. */
  Optional<EndpointId> at(HostAndPort address) {
    return Optional.ofNullable(addresses.get(address));
  }

  /** In words, for messages. */
  String describe() {
    String known =
        slots.covered() + " of " + KeySlot.COUNT + " slots in " + shards.size() + " shards";
    return trouble.isEmpty() ? known : known + ", last asked in vain: " + trouble;
  }

  /**
   * A primary and those that copy it, each in the role that the cluster says.
   *
   * @param lowestSlot the lowest slot that it has, by which it is known while primaries change
   */
  record Shard(int lowestSlot, EndpointState primary, List<EndpointState> replicas) {

    /** What fan-out and SCAN call it. */
    String name() {
      return Integer.toString(lowestSlot);
    }
  }
}
