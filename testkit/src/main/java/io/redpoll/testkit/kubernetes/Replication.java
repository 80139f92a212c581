package io.redpoll.testkit.kubernetes;

/** How the pods of a stateful set belong together. */
public enum Replication {
  /** Each is a primary of its own. */
  INDEPENDENT,
  /**
   * Pod 0 is the primary, the others follow it.
   *
   * <p>A real manifest would say {@code --replicaof <name>-0.<service> 6379}. There is no DNS here, so the kit stands in for it:
   * when pod 0 comes back under another address, each pod that still follows a former address of pod 0 is told REPLICAOF the new
   * one. A pod that someone promoted or pointed elsewhere meanwhile is left alone.
   */
  PRIMARY_REPLICA
}
