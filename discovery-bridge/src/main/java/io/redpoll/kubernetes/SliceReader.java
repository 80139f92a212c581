package io.redpoll.kubernetes;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.kubernetes.Fault.Reason;
import io.redpoll.kubernetes.PortSelection.SlicePort;
import io.redpoll.kubernetes.ServiceLabels.Discover;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the JSON of an EndpointSlice. Slices that are not Redis are told apart before their endpoints are looked at; an
 * endpoint that cannot be read is skipped, the rest of its slice goes on.
 */
final class SliceReader {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";
  /** Of Kubernetes' own 20,000 none needs more; each of them would multiply with each endpoint. */
  private static final int MAX_PORTS = 100;

  private SliceReader() {}

  static Reading<Slice> read(JsonObject json) {
    Metadata metadata = Metadata.of(json);
    String fault = metadata.fault();
    if (!fault.isEmpty()) {
      return malformed(metadata, Reason.METADATA, fault);
    }
    String type = Json.text(json, "addressType");
    String service = metadata.labels().getOrDefault(SERVICE_NAME, "");
    // FQDN slices are deprecated; nobody but their author makes any.
    if (service.isEmpty() || type.equals("FQDN")) {
      return new Reading.Foreign<>(metadata.key());
    }
    if (!type.equals("IPv4") && !type.equals("IPv6")) {
      return malformed(
          metadata,
          Reason.ADDRESS_TYPE,
          "addressType: " + Printable.of(type) + " (expected: IPv4, IPv6 or FQDN)");
    }
    if (!Metadata.isName(service)) {
      return malformed(
          metadata,
          Reason.SERVICE_NAME,
          "label " + SERVICE_NAME + ": " + Printable.of(service)
              + " (expected: the name of a Service)");
    }
    if (isNoArray(json, "ports") || isNoArray(json, "endpoints")) {
      return malformed(metadata, Reason.SHAPE, "ports or endpoints is no array");
    }
    return ofService(json, metadata, service, type.equals("IPv6"));
  }

  private static Reading<Slice> ofService(
      JsonObject json, Metadata metadata, String service, boolean ipv6) {
    ServiceLabels labels = ServiceLabels.of(metadata.labels());
    if (labels.discover() == Discover.NO) {
      return new Reading.Foreign<>(metadata.key());
    }
    List<Fault> faults = new ArrayList<>();
    List<SlicePort> ports = ports(json, faults);
    boolean portless = ports.isEmpty() && faults.isEmpty();
    PortSelection selection = PortSelection.of(ports, labels);
    if (selection.ports().isEmpty() && !portless && labels.discover() == Discover.UNSTATED) {
      return faults.isEmpty()
          ? new Reading.Foreign<>(metadata.key())
          : new Reading.Malformed<>(metadata.key(), faults.get(0));
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
        new MemberReader(metadata.key().namespace(), ipv6, faults)
            .read(Json.elements(json, "endpoints")),
        faults));
  }

  /** A port without a number means every port, which says nothing about Redis: it is left out. */
  private static List<SlicePort> ports(JsonObject json, List<Fault> faults) {
    List<SlicePort> ports = new ArrayList<>();
    for (Object element : Json.elements(json, "ports")) {
      if (ports.size() == MAX_PORTS) {
        faults.add(new Fault(Reason.EXCESS, "more than " + MAX_PORTS + " ports; the rest ignored"));
        break;
      }
      JsonObject port = element instanceof JsonObject object ? object : new JsonObject();
      String protocol = Json.text(port, "protocol");
      int number = Json.number(port, "port", Json.has(port, "port") ? -1 : 0);
      if (number < 0 || number > 65535) {
        faults.add(new Fault(
            Reason.PORT,
            "port " + Printable.of(String.valueOf(port.getValue("port")))
                + " (expected: 1 to 65535)"));
      } else if (number > 0 && (protocol.isEmpty() || protocol.equals("TCP"))) {
        ports.add(new SlicePort(Json.text(port, "name"), Json.text(port, "appProtocol"), number));
      }
    }
    return ports;
  }

  private static boolean isNoArray(JsonObject json, String field) {
    return Json.has(json, field) && !(json.getValue(field) instanceof JsonArray);
  }

  private static Reading<Slice> malformed(Metadata metadata, Reason reason, String fault) {
    return new Reading.Malformed<>(metadata.key(), new Fault(reason, fault));
  }
}
