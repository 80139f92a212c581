package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.kubernetes.PortSelection.SlicePort;
import io.redpoll.kubernetes.ServiceLabels.Discover;
import io.redpoll.kubernetes.Slice.Member;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the JSON of an EndpointSlice. Slices that are not Redis are told apart before their endpoints are looked at; an
 * endpoint that cannot be read is skipped, the rest of its slice goes on.
 */
final class SliceReader {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private SliceReader() {}

  static Reading<Slice> read(JsonObject json) {
    Metadata metadata = Metadata.of(json);
    String fault = metadata.fault();
    if (!fault.isEmpty()) {
      return new Reading.Malformed<>(metadata.key(), fault);
    }
    String type = Json.text(json, "addressType");
    String service = metadata.labels().getOrDefault(SERVICE_NAME, "");
    // FQDN slices are deprecated; nobody but their author makes any.
    if (service.isEmpty() || type.equals("FQDN")) {
      return new Reading.Foreign<>(metadata.key());
    }
    if (!type.equals("IPv4") && !type.equals("IPv6")) {
      return malformed(metadata, "addressType: " + type + " (expected: IPv4, IPv6 or FQDN)");
    }
    if (!Metadata.isName(service)) {
      return malformed(
          metadata,
          "label " + SERVICE_NAME + ": " + service + " (expected: the name of a Service)");
    }
    if (isNoArray(json, "ports") || isNoArray(json, "endpoints")) {
      return malformed(metadata, "ports or endpoints is no array");
    }
    return ofService(json, metadata, service, type.equals("IPv6"));
  }

  private static Reading<Slice> ofService(
      JsonObject json, Metadata metadata, String service, boolean ipv6) {
    ServiceLabels labels = ServiceLabels.of(metadata.labels());
    List<String> faults = new ArrayList<>();
    List<SlicePort> ports = ports(json, faults);
    boolean portless = ports.isEmpty() && faults.isEmpty();
    PortSelection selection = PortSelection.of(ports, labels);
    if (labels.discover() == Discover.NO) {
      return new Reading.Foreign<>(metadata.key());
    }
    if (selection.ports().isEmpty() && !portless && labels.discover() == Discover.UNSTATED) {
      return faults.isEmpty()
          ? new Reading.Foreign<>(metadata.key())
          : malformed(metadata, faults.get(0));
    }
    if (!selection.problem().isEmpty()) {
      labels = labels.withProblem(selection.problem());
    }
    return new Reading.Read<>(new Slice(
        metadata.key(),
        metadata.uid(),
        metadata.version(),
        new ServiceId(metadata.key().namespace(), service),
        labels,
        ipv6,
        selection.ports(),
        portless,
        members(json, metadata.key().namespace(), ipv6, faults),
        faults));
  }

  /** A port without a number means every port, which says nothing about Redis: it is left out. */
  private static List<SlicePort> ports(JsonObject json, List<String> faults) {
    List<SlicePort> ports = new ArrayList<>();
    for (Object element : Json.elements(json, "ports")) {
      JsonObject port = element instanceof JsonObject object ? object : new JsonObject();
      String protocol = Json.text(port, "protocol");
      int number = Json.number(port, "port", Json.has(port, "port") ? -1 : 0);
      if (number < 0 || number > 65535) {
        faults.add("port " + Printable.of(String.valueOf(port.getValue("port")))
            + " (expected: 1 to 65535)");
      } else if (number > 0 && (protocol.isEmpty() || protocol.equals("TCP"))) {
        ports.add(new SlicePort(Json.text(port, "name"), Json.text(port, "appProtocol"), number));
      }
    }
    return ports;
  }

  private static List<Member> members(
      JsonObject json, String namespace, boolean ipv6, List<String> faults) {
    List<Member> members = new ArrayList<>();
    for (Object element : Json.elements(json, "endpoints")) {
      if (element instanceof JsonObject endpoint) {
        member(endpoint, namespace, ipv6, faults).ifPresent(members::add);
      } else {
        faults.add("an endpoint is no object");
      }
    }
    return members;
  }

  private static Optional<Member> member(
      JsonObject json, String namespace, boolean ipv6, List<String> faults) {
    // Only the first address has a meaning.
    List<Object> addresses = Json.elements(json, "addresses");
    String address = !addresses.isEmpty() && addresses.get(0) instanceof String text ? text : "";
    if (!IpAddress.isValid(address, ipv6)) {
      faults.add("endpoint address " + Printable.of(address) + " (expected: an "
          + (ipv6 ? "IPv6" : "IPv4") + " address)");
      return Optional.empty();
    }
    JsonObject target = Json.object(json, "targetRef");
    boolean isPod = Json.text(target, "kind").equals("Pod");
    String uid = isPod ? Json.text(target, "uid") : "";
    String pod = isPod ? Json.text(target, "name") : "";
    if (isPod && (!Metadata.isName(uid) || !Metadata.isName(pod))) {
      faults.add("endpoint " + address + ": its pod has no name or no uid");
      return Optional.empty();
    }
    String podNamespace = Json.text(target, "namespace");
    return Optional.of(new Member(
        address,
        isPod && Metadata.isName(podNamespace) ? podNamespace : namespace,
        uid,
        pod,
        name(json, "nodeName"),
        name(json, "zone"),
        conditions(Json.object(json, "conditions"))));
  }

  /** What is not told means ready, serving, not terminating; API servers that do not tell serving mean ready by it. */
  private static EndpointConditions conditions(JsonObject json) {
    boolean ready = Json.flag(json, "ready", true);
    return new EndpointConditions(
        ready, Json.flag(json, "serving", ready), Json.flag(json, "terminating", false));
  }

  private static String name(JsonObject json, String field) {
    String name = Json.text(json, field);
    return Metadata.isName(name) ? name : "";
  }

  private static boolean isNoArray(JsonObject json, String field) {
    return Json.has(json, field) && !(json.getValue(field) instanceof io.vertx.core.json.JsonArray);
  }

  private static Reading<Slice> malformed(Metadata metadata, String fault) {
    return new Reading.Malformed<>(metadata.key(), Printable.of(fault));
  }
}
