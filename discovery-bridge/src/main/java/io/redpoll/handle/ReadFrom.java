package io.redpoll.handle;

/**
 * Which endpoints of a REPLICATED Service answer commands that only read. Writes go to the primary, always. Among several,
 * those on the same node come first, then those of the same zone.
 */
public enum ReadFrom {
  /** The primary only: a read sees every write before it. */
  PRIMARY,
  /** The primary, or a replica while the primary is not usable. */
  PRIMARY_PREFERRED,
  /** Replicas only. */
  REPLICA,
  /** Replicas, or the primary while no replica is usable. */
  REPLICA_PREFERRED,
  /** Whichever answers fastest. */
  ANY
}
