package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.kubernetes.Fault.Reason;
import io.redpoll.kubernetes.PortSelection.SlicePort;
import io.redpoll.kubernetes.ServiceLabels.Discover;
import io.redpoll.kubernetes.Slice.Member;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the JSON of a pod that the pod selector found, as the slice that it would be alone in. Pods that are over, that
 * have no address yet, or that belong to a Job are as good as absent.
 */
final class PodReader {

  private static final Set<String> OVER = Set.of("Succeeded", "Failed");
  private static final int MAX_PORTS = 100;

  private PodReader() {}

  static Reading<Slice> read(JsonObject json) {
    Metadata metadata = Metadata.of(json);
    String fault = metadata.fault();
    if (!fault.isEmpty() || !Metadata.isName(metadata.uid())) {
      String what = fault.isEmpty() ? "metadata.uid is missing or none" : fault;
      return new Reading.Malformed<>(metadata.key(), new Fault(Reason.METADATA, what));
    }
    JsonObject status = Json.object(json, "status");
    ServiceLabels labels = ServiceLabels.of(metadata.labels()).stated();
    boolean over = OVER.contains(Json.text(status, "phase"));
    if (over || labels.discover() == Discover.NO || PodOwner.of(json).isJob()) {
      return new Reading.Foreign<>(metadata.key());
    }
    String address = Json.text(status, "podIP");
    if (address.isEmpty()) {
      return new Reading.Foreign<>(metadata.key());
    }
    boolean ipv6 = address.indexOf(':') >= 0;
    if (!IpAddress.isValid(address, ipv6)) {
      return new Reading.Malformed<>(
          metadata.key(),
          new Fault(
              Reason.ADDRESS,
              "status.podIP " + Printable.of(address) + " (expected: an IP address)"));
    }
    return new Reading.Read<>(slice(json, metadata, labels, address));
  }

  private static Slice slice(
      JsonObject json, Metadata metadata, ServiceLabels labels, String address) {
    PortSelection selection = PortSelection.of(ports(json), labels);
    boolean ipv6 = address.indexOf(':') >= 0;
    return new Slice(
        metadata.key(),
        metadata.uid(),
        metadata.version(),
        new ServiceId(metadata.key().namespace(), PodOwner.of(json).service(metadata)),
        selection.problem().isEmpty() ? labels : labels.withProblem(selection.problem()),
        ipv6,
        selection.ports(),
        false,
        List.of(member(json, metadata, address)),
        List.of());
  }

  private static Member member(JsonObject json, Metadata metadata, String address) {
    String zone = metadata.labels().getOrDefault("topology.kubernetes.io/zone", "");
    String node = Json.text(Json.object(json, "spec"), "nodeName");
    return new Member(
        address,
        metadata.key().namespace(),
        metadata.uid(),
        metadata.key().name(),
        Metadata.isName(node) ? node : "",
        Metadata.isName(zone) ? zone : "",
        conditions(json));
  }

  private static EndpointConditions conditions(JsonObject json) {
    boolean serving = false;
    for (Object condition : Json.elements(Json.object(json, "status"), "conditions")) {
      serving |= condition instanceof JsonObject one
          && Json.text(one, "type").equals("Ready")
          && Json.text(one, "status").equals("True");
    }
    boolean terminating = Json.has(Json.object(json, "metadata"), "deletionTimestamp");
    return new EndpointConditions(serving && !terminating, serving, terminating);
  }

  /** Of its containers, and of init containers that stay: sidecars. */
  private static List<SlicePort> ports(JsonObject json) {
    JsonObject spec = Json.object(json, "spec");
    List<SlicePort> ports = new ArrayList<>();
    for (Object container : Json.elements(spec, "containers")) {
      addPorts(container, ports);
    }
    for (Object container : Json.elements(spec, "initContainers")) {
      if (container instanceof JsonObject one && Json.text(one, "restartPolicy").equals("Always")) {
        addPorts(one, ports);
      }
    }
    return ports;
  }

  private static void addPorts(Object container, List<SlicePort> ports) {
    JsonObject json = container instanceof JsonObject object ? object : new JsonObject();
    for (Object element : Json.elements(json, "ports")) {
      JsonObject port = element instanceof JsonObject object ? object : new JsonObject();
      int number = Json.number(port, "containerPort", 0);
      String protocol = Json.text(port, "protocol");
      boolean tcp = protocol.isEmpty() || protocol.equals("TCP");
      if (tcp && number > 0 && number <= 65535 && ports.size() < MAX_PORTS) {
        ports.add(new SlicePort(Json.text(port, "name"), "", number));
      }
    }
  }
}
