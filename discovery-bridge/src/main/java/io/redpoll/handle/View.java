package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import java.util.Map;

/**
 * What is seen of a Service together with the nodes that stand for its endpoints: each endpoint of the snapshot has its node.
 * Immutable; two views are the same if they are one object.
 */
final class View {

  private final Sight sight;
  private final Map<EndpointId, Node> nodes;

  View(Sight sight, Map<EndpointId, Node> nodes) {
    this.sight = sight;
    this.nodes = Map.copyOf(nodes);
  }

  /** What the registry says. */
  Sight sight() {
    return sight;
  }

  /** The nodes by identity. */
  Map<EndpointId, Node> nodes() {
    return nodes;
  }

  /** The node of an endpoint of the snapshot. */
  Node node(EndpointId id) {
    return nodes.get(id);
  }
}
