package io.redpoll.health;

import io.redpoll.endpoint.Mode;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Topology;
import io.redpoll.health.PrimaryRule.Primary;
import io.redpoll.health.Ring.Shard;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is concluded of a Service as a whole; the next conclusion is a function of the facts and of this one.
 *
 * @param topology how it holds its data
 * @param primary the primary, empty if nobody may take writes
 * @param lastPrimary the last primary that there was, kept while there is none
 * @param epoch how often the primary has changed
 * @param ring which shards carry keys; nobody but for SHARDED
 */
record Conclusion(
    Topology topology,
    Optional<Primary> primary,
    Optional<Primary> lastPrimary,
    long epoch,
    Ring ring) {

  /** Of a Service that was never judged. */
  static final Conclusion NONE =
      new Conclusion(Topology.UNKNOWN, Optional.empty(), Optional.empty(), 0, Ring.NONE);

  /** What another agent concluded, as far as its snapshot tells. */
  static Conclusion adopted(Snapshot snapshot) {
    Optional<Primary> primary = snapshot
        .primary()
        .flatMap(snapshot::endpoint)
        .map(state -> new Primary(state.id(), state.endpoint().shard()));
    return new Conclusion(
        snapshot.topology(), primary, primary, snapshot.epoch(), Ring.of(snapshot));
  }

  /** Whether its ring is one of mode cache: nowhere else may anything be done to a Redis. */
  boolean isCache(Snapshot current) {
    return topology == Topology.SHARDED && current.settings().mode() == Mode.CACHE;
  }

  /**
   * The next conclusion.
   *
   * @param members what is known now
   * @param shards what is known of the shards
   * @param absent shards that left Kubernetes a short while ago and may come back
   * @param settled whether set and roles have stayed the same for the settle time
   */
  Conclusion next(Members members, List<Shard> shards, Set<String> absent, boolean settled) {
    Topology nextTopology = TopologyRule.conclude(members, topology, settled);
    Optional<Primary> nextPrimary = PrimaryRule.choose(members, nextTopology, lastPrimary, settled)
        .flatMap(members::find)
        .map(endpoint -> new Primary(endpoint.id(), endpoint.shard()));
    boolean changed = nextPrimary.isPresent() && !nextPrimary.equals(lastPrimary);
    Mode mode = members.service().settings().mode();
    return new Conclusion(
        nextTopology,
        nextPrimary,
        nextPrimary.or(() -> lastPrimary),
        changed ? epoch + 1 : epoch,
        nextTopology == Topology.SHARDED ? ring.next(mode, shards, absent) : Ring.NONE);
  }
}
