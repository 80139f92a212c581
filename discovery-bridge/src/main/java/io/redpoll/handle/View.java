package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import java.util.Map;

/**
 * What is seen of a Service together with the nodes that stand for its endpoints: each endpoint of the snapshot has its node.
 *
 * @param sight what the registry says
 * @param nodes the nodes by identity
 */
record View(Sight sight, Map<EndpointId, Node> nodes) {

  View {
    nodes = Map.copyOf(nodes);
  }

  Node node(EndpointId id) {
    return nodes.get(id);
  }
}
