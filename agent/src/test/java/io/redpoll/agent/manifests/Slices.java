package io.redpoll.agent.manifests;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;

/** Endpoint slices as the controller writes them for a Service that publishes pods that are not ready. Pure. */
final class Slices {

  private Slices() {}

  /** The slice of the Service of a workload, which has these pods. */
  static JsonObject of(Workload workload, String namespace, Collection<Pod> pods) {
    JsonObject labels = workload
        .service()
        .getJsonObject("metadata")
        .getJsonObject("labels")
        .copy()
        .put("kubernetes.io/service-name", workload.serviceName())
        .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
        .put("service.kubernetes.io/headless", "");
    JsonArray endpoints = new JsonArray();
    pods.forEach(pod -> endpoints.add(endpoint(pod, namespace)));
    return new JsonObject()
        .put("apiVersion", "discovery.k8s.io/v1")
        .put("kind", "EndpointSlice")
        .put(
            "metadata",
            new JsonObject()
                .put("name", workload.serviceName() + "-x7k2p")
                .put("namespace", namespace)
                .put("labels", labels))
        .put("addressType", "IPv4")
        .put("endpoints", endpoints)
        .put("ports", new JsonArray().add(port(workload)));
  }

  private static JsonObject port(Workload workload) {
    JsonObject port =
        workload.service().getJsonObject("spec").getJsonArray("ports").getJsonObject(0);
    return new JsonObject()
        .put("name", port.getString("name"))
        .put("port", workload.port())
        .put("protocol", "TCP");
  }

  private static JsonObject endpoint(Pod pod, String namespace) {
    return new JsonObject()
        .put("addresses", new JsonArray().add(pod.address()))
        .put(
            "conditions",
            new JsonObject()
                .put("ready", true)
                .put("serving", pod.ready())
                .put("terminating", false))
        .put("hostname", pod.name())
        .put(
            "targetRef",
            new JsonObject()
                .put("kind", "Pod")
                .put("namespace", namespace)
                .put("name", pod.name())
                .put("uid", pod.uid()));
  }
}
