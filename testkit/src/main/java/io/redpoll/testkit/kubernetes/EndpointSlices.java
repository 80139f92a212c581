package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;

/** EndpointSlices as their controller writes them, without what only people read. Pure. */
public final class EndpointSlices {

  private EndpointSlices() {}

  /**
   * One of IPv4 endpoints, all of which listen on one TCP port.
   *
   * @param name of the slice
   * @param labels those of the slice, such as {@link #headless}
   * @param endpoints each as it stands in the slice
   */
  public static JsonObject slice(
      String namespace,
      String name,
      JsonObject labels,
      Collection<JsonObject> endpoints,
      String portName,
      int port) {
    return new JsonObject()
        .put("apiVersion", "discovery.k8s.io/v1")
        .put("kind", "EndpointSlice")
        .put(
            "metadata",
            new JsonObject().put("name", name).put("namespace", namespace).put("labels", labels))
        .put("addressType", "IPv4")
        .put("endpoints", new JsonArray(List.copyOf(endpoints)))
        .put("ports", new JsonArray().add(port(portName, port)));
  }

  /** The labels of the slices of a headless Service that has {@code own} itself. */
  public static JsonObject headless(String service, JsonObject own) {
    return own.copy()
        .put("kubernetes.io/service-name", service)
        .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
        .put("service.kubernetes.io/headless", "");
  }

  /** What an endpoint says of its pod. */
  public static JsonObject targetRef(String namespace, String pod, String uid) {
    return new JsonObject()
        .put("kind", "Pod")
        .put("namespace", namespace)
        .put("name", pod)
        .put("uid", uid);
  }

  private static JsonObject port(String name, int port) {
    return new JsonObject().put("name", name).put("port", port).put("protocol", "TCP");
  }
}
