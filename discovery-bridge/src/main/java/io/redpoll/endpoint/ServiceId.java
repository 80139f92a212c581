package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

/**
 * Identity of a Kubernetes Service, written {@code namespace/name}.
 *
 * @param namespace the Service's namespace, not empty
 * @param name the Service's name, not empty
 */
public record ServiceId(String namespace, String name) implements Comparable<ServiceId> {

  public ServiceId {
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    if (namespace.isEmpty() || name.isEmpty() || namespace.contains("/") || name.contains("/")) {
      throw new IllegalArgumentException(
          "service: " + namespace + "/" + name + " (expected: <namespace>/<name>)");
    }
  }

  /** Reads {@code namespace/name}. */
  public static ServiceId parse(String text) {
    int slash = text == null ? -1 : text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("service: " + text + " (expected: <namespace>/<name>)");
    }
    return new ServiceId(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(ServiceId other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
