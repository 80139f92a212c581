package io.redpoll.kubernetes;

/**
 * The name of a Kubernetes object within its kind, written {@code namespace/name}.
 *
 * @param namespace its namespace
 * @param name its name
 */
record ObjectKey(String namespace, String name) {

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
