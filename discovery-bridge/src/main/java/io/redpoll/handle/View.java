package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import java.util.Map;
import java.util.Optional;

/**
 * What is seen of a Service together with the nodes that stand for its endpoints: each endpoint of the snapshot, and each node
 * of a Redis Cluster, has its node. Immutable; two views are the same if they are one object.
 */
final class View {

  private final Sight sight;
  private final Optional<ClusterSight> cluster;
  private final Map<EndpointId, Node> nodes;

  View(Sight sight, Optional<ClusterSight> cluster, Map<EndpointId, Node> nodes) {
    this.sight = sight;
    this.cluster = cluster;
    this.nodes = Map.copyOf(nodes);
  }

  /** What the registry says. */
  Sight sight() {
    return sight;
  }

  /** What the nodes of a Redis Cluster say; empty if it is none. */
  Optional<ClusterSight> cluster() {
    return cluster;
  }

  /** The nodes by identity. */
  Map<EndpointId, Node> nodes() {
    return nodes;
  }

  /** The node of an endpoint that a router of this view names. */
  Node node(EndpointId id) {
    return nodes.get(id);
  }

  /** The node of a Redis Cluster that has this address; empty if none is known. */
  Optional<Node> node(HostAndPort address) {
    return cluster.flatMap(known -> known.at(address)).map(nodes::get);
  }
}
