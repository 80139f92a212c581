package io.redpoll.testkit.kubernetes;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * A stateful set of Redis pods, and the headless Service that selects them.
 *
 * @param namespace where both live
 * @param name the set's name; its pods are {@code name-0} to {@code name-(replicas - 1)}
 * @param service the Service's name
 * @param replicas how many pods
 * @param portName the name of the Service's port
 * @param serviceLabels the Service's labels, which Kubernetes copies to its slices
 * @param replication how the pods belong together
 * @param redisArgs arguments to each server: {@code "--maxmemory", "10mb"}
 * @param volumes whether each pod has a volume of its own that its successors get, as by a {@code volumeClaimTemplate}
 */
public record StatefulSetSpec(
    String namespace,
    String name,
    String service,
    int replicas,
    String portName,
    Map<String, String> serviceLabels,
    Replication replication,
    List<String> redisArgs,
    boolean volumes) {

  public StatefulSetSpec {
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    requireNonNull(service, "service is null");
    requireNonNull(portName, "portName is null");
    requireNonNull(replication, "replication is null");
    serviceLabels = Map.copyOf(serviceLabels);
    redisArgs = List.copyOf(redisArgs);
    checkReplicas(replicas);
  }

  /** Pods that are each a primary of their own, behind a port named {@code redis}. */
  public static StatefulSetSpec independent(
      String namespace, String name, String service, int replicas) {
    return new StatefulSetSpec(
        namespace,
        name,
        service,
        replicas,
        "redis",
        Map.of(),
        Replication.INDEPENDENT,
        List.of(),
        false);
  }

  /** A primary and its replicas, behind a port named {@code redis}. */
  public static StatefulSetSpec primaryReplica(
      String namespace, String name, String service, int replicas) {
    return independent(namespace, name, service, replicas)
        .withReplication(Replication.PRIMARY_REPLICA);
  }

  public StatefulSetSpec withPortName(String newPortName) {
    return new StatefulSetSpec(
        namespace,
        name,
        service,
        replicas,
        newPortName,
        serviceLabels,
        replication,
        redisArgs,
        volumes);
  }

  public StatefulSetSpec withServiceLabels(Map<String, String> newServiceLabels) {
    return new StatefulSetSpec(
        namespace,
        name,
        service,
        replicas,
        portName,
        newServiceLabels,
        replication,
        redisArgs,
        volumes);
  }

  public StatefulSetSpec withReplication(Replication newReplication) {
    return new StatefulSetSpec(
        namespace,
        name,
        service,
        replicas,
        portName,
        serviceLabels,
        newReplication,
        redisArgs,
        volumes);
  }

  public StatefulSetSpec withRedisArgs(List<String> newRedisArgs) {
    return new StatefulSetSpec(
        namespace,
        name,
        service,
        replicas,
        portName,
        serviceLabels,
        replication,
        newRedisArgs,
        volumes);
  }

  /** With a volume for each pod, whose successors find there what it saved. */
  public StatefulSetSpec withVolumes() {
    return new StatefulSetSpec(
        namespace, name, service, replicas, portName, serviceLabels, replication, redisArgs, true);
  }

  /** The name of the pod with this ordinal. */
  public String podName(int ordinal) {
    return name + "-" + ordinal;
  }

  static void checkReplicas(int replicas) {
    if (replicas < 0 || replicas > 1000) {
      throw new IllegalArgumentException("replicas: " + replicas + " (expected: 0 to 1000)");
    }
  }

  /** Without the values of the arguments, which may be passwords. */
  @Override
  public String toString() {
    return "StatefulSetSpec[" + namespace + "/" + name + ", service=" + service + ", replicas="
        + replicas + ", portName=" + portName + ", serviceLabels=" + serviceLabels
        + ", replication=" + replication + ", redisArgs=" + redisArgs.size() + ", volumes="
        + volumes + "]";
  }
}
