package io.redpoll.handle;

import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Topology;
import io.redpoll.resp.CommandInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** STANDALONE and REPLICATED: what writes goes to the primary, what reads goes where the application prefers. */
final class PrimaryRouter implements Router {

  /** A cursor means something to the server that gave it, and to no other; FT.AGGREGATE gives one, too. */
  static final Set<String> CURSORS = Set.of(
      "SCAN",
      "HSCAN",
      "SSCAN",
      "ZSCAN",
      "FT.AGGREGATE",
      "FT.CURSOR|READ",
      "FT.CURSOR|DEL",
      "FT.CURSOR|GC");

  private final Candidates writes;
  private final Candidates reads;

  PrimaryRouter(Snapshot snapshot, Preference preference) {
    List<EndpointState> primary = primary(snapshot).stream().toList();
    String noPrimary = "it has no usable primary";
    this.writes = Candidates.of(List.of(primary), preference, noPrimary);
    if (snapshot.topology() == Topology.STANDALONE) {
      this.reads = writes;
    } else {
      List<EndpointState> replicas = snapshot.endpoints().stream()
          .filter(state -> state.role() == Role.REPLICA && !primary.contains(state))
          .toList();
      this.reads = Candidates.forReads(primary, replicas, preference, noPrimary);
    }
  }

  /** The agreed primary. Where nothing is agreed on, the only endpoint of a STANDALONE Service is it. */
  private static Optional<EndpointState> primary(Snapshot snapshot) {
    if (snapshot.primary().isPresent()) {
      return snapshot.primary().flatMap(snapshot::endpoint);
    }
    boolean only =
        snapshot.topology() == Topology.STANDALONE && snapshot.endpoints().size() == 1;
    return only ? Optional.of(snapshot.endpoints().get(0)) : Optional.empty();
  }

  @Override
  public Route route(
      CommandInfo command, List<byte[]> arguments, LocalHealth local, RandomGenerator random) {
    if (!command.readOnly()) {
      return writes.pick(local, random);
    }
    return CURSORS.contains(command.name()) ? reads.same(local) : reads.pick(local, random);
  }

  @Override
  public Route pin(byte[] key, LocalHealth local, RandomGenerator random) {
    return writes.pick(local, random);
  }
}
