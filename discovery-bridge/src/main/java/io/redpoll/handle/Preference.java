package io.redpoll.handle;

import static java.util.Objects.requireNonNull;

import io.redpoll.endpoint.Endpoint;

/**
 * Which endpoints an application likes best.
 *
 * @param readFrom who answers reads of a REPLICATED Service
 * @param node the node that the application runs on, empty if unknown
 * @param zone its zone, empty if unknown
 */
record Preference(ReadFrom readFrom, String node, String zone) {

  /** How many steps {@link #distance} has. */
  static final int DISTANCES = 3;

  Preference {
    requireNonNull(readFrom, "readFrom is null");
    requireNonNull(node, "node is null");
    requireNonNull(zone, "zone is null");
  }

  /** 0 on the same node, 1 in the same zone, else 2. What is unknown is never the same. */
  int distance(Endpoint endpoint) {
    if (!node.isEmpty() && node.equals(endpoint.node())) {
      return 0;
    }
    return !zone.isEmpty() && zone.equals(endpoint.zone()) ? 1 : 2;
  }
}
