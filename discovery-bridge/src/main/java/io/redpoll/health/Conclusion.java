package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Topology;
import io.redpoll.health.PrimaryRule.Primary;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is concluded of a Service as a whole; the next conclusion is a function of the facts and of this one.
 *
 * @param topology how it holds its data
 * @param primary the primary, empty if nobody may take writes
 * @param lastPrimary the last primary that there was, kept while there is none
 * @param epoch how often the primary has changed
 * @param ring the shard names that carry keys, sorted; empty but for SHARDED
 */
record Conclusion(
    Topology topology,
    Optional<Primary> primary,
    Optional<Primary> lastPrimary,
    long epoch,
    List<String> ring) {

  /** Of a Service that was never judged. */
  static final Conclusion NONE =
      new Conclusion(Topology.UNKNOWN, Optional.empty(), Optional.empty(), 0, List.of());

  Conclusion {
    ring = List.copyOf(ring);
  }

  /** What another agent concluded, as far as its snapshot tells. */
  static Conclusion adopted(Snapshot snapshot) {
    Optional<Primary> primary = snapshot
        .primary()
        .flatMap(snapshot::endpoint)
        .map(state -> new Primary(state.id(), state.endpoint().shard()));
    return new Conclusion(snapshot.topology(), primary, primary, snapshot.epoch(), snapshot.ring());
  }

  /**
   * The next conclusion.
   *
   * @param members what is known now
   * @param absent shards that left Kubernetes a short while ago and may come back
   * @param settled whether set and roles have stayed the same for the settle time
   */
  Conclusion next(Members members, Set<String> absent, boolean settled) {
    Topology nextTopology = TopologyRule.conclude(members, topology, settled);
    Optional<Primary> nextPrimary = PrimaryRule.choose(members, nextTopology, lastPrimary, settled)
        .flatMap(members::find)
        .map(endpoint -> new Primary(endpoint.id(), endpoint.shard()));
    boolean changed = nextPrimary.isPresent() && !nextPrimary.equals(lastPrimary);
    return new Conclusion(
        nextTopology,
        nextPrimary,
        nextPrimary.or(() -> lastPrimary),
        changed ? epoch + 1 : epoch,
        nextTopology == Topology.SHARDED ? nextRing(members, absent) : List.of());
  }

  /** Every known shard stays in the ring, also when it is down or its pod is being replaced (mode store). */
  private List<String> nextRing(Members members, Set<String> absent) {
    Stream<String> present = members.data().stream()
        .filter(e -> members.role(e) == Role.PRIMARY || ring.contains(e.shard()))
        .map(Endpoint::shard);
    Stream<String> awaited = ring.stream().filter(absent::contains);
    return Stream.concat(present, awaited).distinct().sorted().toList();
  }
}
