package io.redpoll.agent.manifests;

import io.redpoll.testkit.kubernetes.EndpointSlices;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;

/** Endpoint slices as the controller writes them for a Service that publishes pods that are not ready. Pure. */
final class Slices {

  private Slices() {}

  /** The slice of the Service of a workload, which has these pods. */
  static JsonObject of(Workload workload, String namespace, Collection<Pod> pods) {
    String service = workload.serviceName();
    return EndpointSlices.slice(
        namespace,
        service + "-x7k2p",
        EndpointSlices.headless(
            service, workload.service().getJsonObject("metadata").getJsonObject("labels")),
        pods.stream().map(pod -> endpoint(pod, namespace)).toList(),
        portName(workload),
        workload.port());
  }

  private static String portName(Workload workload) {
    return workload
        .service()
        .getJsonObject("spec")
        .getJsonArray("ports")
        .getJsonObject(0)
        .getString("name");
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
        .put("targetRef", EndpointSlices.targetRef(namespace, pod.name(), pod.uid()));
  }
}
