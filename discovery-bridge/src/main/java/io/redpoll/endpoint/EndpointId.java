package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

/**
 * Identity of one Redis process: it lives as long as its pod, and a pod that replaces another has a new one.
 *
 * <p>Written {@code namespace/owner/port}.
 *
 * @param namespace the namespace of the pod or Service
 * @param owner the pod's uid; {@code service/address} for an endpoint that has no pod
 * @param port the port, 1 to 65535
 */
public record EndpointId(String namespace, String owner, int port)
    implements Comparable<EndpointId> {

  public EndpointId {
    requireNonNull(namespace, "namespace is null");
    requireNonNull(owner, "owner is null");
    if (namespace.isEmpty() || owner.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("endpoint: " + namespace + "/" + owner + "/" + port
          + " (expected: <namespace>/<pod uid>/<port 1 to 65535>)");
    }
  }

  /** The identity of a port of a pod. */
  public static EndpointId ofPod(String namespace, String podUid, int port) {
    return new EndpointId(namespace, podUid, port);
  }

  /** The identity of an address that a Service names without a pod behind it. */
  public static EndpointId ofAddress(ServiceId service, String address, int port) {
    return new EndpointId(service.namespace(), service.name() + "/" + address, port);
  }

  /** Reads what {@link #toString()} wrote. */
  public static EndpointId parse(String text) {
    int first = text.indexOf('/');
    int last = text.lastIndexOf('/');
    if (first < 0 || first == last) {
      throw new IllegalArgumentException(
          "endpoint: " + text + " (expected: <namespace>/<pod uid>/<port>)");
    }
    return new EndpointId(
        text.substring(0, first),
        text.substring(first + 1, last),
        Integer.parseInt(text.substring(last + 1)));
  }

  @Override
  public int compareTo(EndpointId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return namespace + "/" + owner + "/" + port;
  }
}
