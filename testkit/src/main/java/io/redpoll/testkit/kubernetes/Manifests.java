package io.redpoll.testkit.kubernetes;

import io.redpoll.testkit.kubernetes.PodState.Phase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes pods and endpoint slices as the kubelet and the endpoint slice controller do. Pure. */
final class Manifests {

  private final StatefulSetSpec spec;

  Manifests(StatefulSetSpec spec) {
    this.spec = spec;
  }

  /** The pod; deleted at {@code now} if it is terminating. */
  JsonObject pod(PodState state, Instant now) {
    PodIdentity identity = state.identity();
    JsonObject metadata = new JsonObject()
        .put("name", identity.name())
        .put("namespace", spec.namespace())
        .put("uid", identity.uid())
        .put(
            "labels",
            new JsonObject()
                .put("app", spec.name())
                .put("apps.kubernetes.io/pod-index", Integer.toString(identity.ordinal()))
                .put("statefulset.kubernetes.io/pod-name", identity.name()));
    if (state.phase() == Phase.TERMINATING) {
      metadata.put("deletionTimestamp", now.toString());
    }
    return new JsonObject()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put("metadata", metadata)
        .put("spec", podSpec(state))
        .put("status", podStatus(state));
  }

  /**
   * The Service's slices. The ports stand in the slice, so pods that listen on different ports are in different slices; a
   * Service without endpoints has one empty slice.
   */
  List<JsonObject> slices(Collection<PodState> states) {
    Map<Integer, List<PodState>> byPort = states.stream()
        .filter(state -> state.addressed().isPresent())
        .collect(
            Collectors.groupingBy(state -> state.pod().port(), TreeMap::new, Collectors.toList()));
    if (byPort.isEmpty()) {
      return List.of(slice(0, List.of()).putNull("ports"));
    }
    return byPort.entrySet().stream()
        .map(entry -> slice(entry.getKey(), entry.getValue()))
        .toList();
  }

  private JsonObject podSpec(PodState state) {
    JsonObject container = new JsonObject().put("name", "redis").put("image", "redis");
    state
        .addressed()
        .ifPresent(pod -> container.put(
            "ports",
            new JsonArray()
                .add(new JsonObject()
                    .put("name", spec.portName())
                    .put("containerPort", pod.port())
                    .put("protocol", "TCP"))));
    return new JsonObject()
        .put("nodeName", state.identity().node().name())
        .put("hostname", state.identity().name())
        .put("subdomain", spec.service())
        .put("containers", new JsonArray().add(container));
  }

  private static JsonObject podStatus(PodState state) {
    boolean serving = state.phase() == Phase.READY || state.phase() == Phase.TERMINATING;
    JsonArray conditions = new JsonArray()
        .add(condition("PodScheduled", true))
        .add(condition("Initialized", true))
        .add(condition("ContainersReady", serving))
        .add(condition("Ready", serving));
    JsonObject status = new JsonObject()
        .put("phase", state.phase() == Phase.PENDING ? "Pending" : "Running")
        .put("conditions", conditions);
    state
        .addressed()
        .ifPresent(pod -> status
            .put("podIP", pod.host())
            .put("podIPs", new JsonArray().add(new JsonObject().put("ip", pod.host()))));
    return status;
  }

  private static JsonObject condition(String type, boolean holds) {
    return new JsonObject().put("type", type).put("status", holds ? "True" : "False");
  }

  private JsonObject slice(int port, List<PodState> states) {
    JsonObject labels = new JsonObject();
    spec.serviceLabels().forEach(labels::put);
    return EndpointSlices.slice(
        spec.namespace(),
        spec.service() + "-" + suffix(port),
        EndpointSlices.headless(spec.service(), labels),
        states.stream().map(this::endpoint).toList(),
        spec.portName(),
        port);
  }

  private JsonObject endpoint(PodState state) {
    boolean terminating = state.phase() == Phase.TERMINATING;
    boolean serving = state.phase() == Phase.READY || terminating;
    PodIdentity identity = state.identity();
    return new JsonObject()
        .put("addresses", new JsonArray().add(state.pod().host()))
        .put(
            "conditions",
            new JsonObject()
                .put("ready", serving && !terminating)
                .put("serving", serving)
                .put("terminating", terminating))
        .put("hostname", identity.name())
        .put("nodeName", identity.node().name())
        .put("zone", identity.node().zone())
        .put(
            "targetRef",
            EndpointSlices.targetRef(spec.namespace(), identity.name(), identity.uid()));
  }

  /** Five letters and digits as Kubernetes appends them, but always the same for the same port. */
  private static String suffix(int port) {
    int mixed = (port * 0x9E3779B1) >>> 1;
    String base36 = Integer.toString(mixed, 36);
    return ("00000" + base36).substring(base36.length());
  }
}
