package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

/**
 * One Redis process at one address of one pod, as Kubernetes knows it.
 *
 * @param id its identity, which changes with the pod
 * @param shard the stable name of its data: the pod's name ({@code redis-0}), which survives the pod; the address where
 *     there is no pod
 * @param pod the pod's name, empty if there is none
 * @param address where it listens
 * @param node the node's name, empty if unknown
 * @param zone the zone's name, empty if unknown; an unknown zone is never the same as another
 * @param conditions what Kubernetes says of it
 */
public record Endpoint(
    EndpointId id,
    String shard,
    String pod,
    HostAndPort address,
    String node,
    String zone,
    EndpointConditions conditions) {

  public Endpoint {
    requireNonNull(id, "id is null");
    requireNonNull(shard, "shard is null");
    requireNonNull(pod, "pod is null");
    requireNonNull(address, "address is null");
    requireNonNull(node, "node is null");
    requireNonNull(zone, "zone is null");
    requireNonNull(conditions, "conditions is null");
  }

  /**
   * The name that the cluster's DNS gives the pod under a headless {@code service}, and so the one in its certificate:
   * {@code <pod>.<service>.<namespace>.svc}; empty for an endpoint without a pod, which its address names. Pods are dialled
   * by address.
   */
  public String dnsName(ServiceId service) {
    return pod.isEmpty() ? "" : pod + "." + service.name() + "." + service.namespace() + ".svc";
  }
}
