package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.kubernetes.Fault.Reason;
import io.redpoll.kubernetes.Slice.Member;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the endpoints of one slice. One that cannot be read is skipped, the others go on. */
final class MemberReader {

  /** The API takes no more in one slice. */
  private static final int MAX_MEMBERS = 1000;

  private final String namespace;
  private final boolean ipv6;
  private final List<Fault> faults;
  /** The pods so far, by their uid: no two pods have one uid. */
  private final Map<String, Member> byUid = new HashMap<>();

  /**
   * A reader for one slice.
   *
   * @param namespace the slice's
   * @param ipv6 whether its addresses are IPv6
   * @param faults gets what was skipped
   */
  MemberReader(String namespace, boolean ipv6, List<Fault> faults) {
    this.namespace = namespace;
    this.ipv6 = ipv6;
    this.faults = faults;
  }

  List<Member> read(List<Object> elements) {
    List<Member> members = new ArrayList<>();
    for (Object element : elements) {
      if (members.size() == MAX_MEMBERS) {
        fault(Reason.EXCESS, "more than " + MAX_MEMBERS + " endpoints; the rest ignored");
        break;
      }
      if (element instanceof JsonObject endpoint) {
        member(endpoint).filter(this::isNew).ifPresent(members::add);
      } else {
        fault(Reason.SHAPE, "an endpoint is no object");
      }
    }
    return members;
  }

  private Optional<Member> member(JsonObject json) {
    // Only the first address has a meaning.
    List<Object> addresses = Json.elements(json, "addresses");
    String address = !addresses.isEmpty() && addresses.get(0) instanceof String text ? text : "";
    if (!IpAddress.isValid(address, ipv6)) {
      fault(
          Reason.ADDRESS,
          "endpoint address " + Printable.of(address) + " (expected: an " + (ipv6 ? "IPv6" : "IPv4")
              + " address)");
      return Optional.empty();
    }
    JsonObject target = Json.object(json, "targetRef");
    boolean isPod = isOwnPod(target);
    String uid = isPod ? Json.text(target, "uid") : "";
    String pod = isPod ? Json.text(target, "name") : "";
    if (isPod && (!Metadata.isName(uid) || !Metadata.isName(pod))) {
      fault(Reason.POD, "endpoint " + address + ": its pod has no name or no uid");
      return Optional.empty();
    }
    return Optional.of(new Member(
        address,
        namespace,
        uid,
        pod,
        name(json, "nodeName"),
        name(json, "zone"),
        conditions(Json.object(json, "conditions"))));
  }

  /** A Service only selects pods of its own namespace; whoever names another's must not speak for that pod. */
  private boolean isOwnPod(JsonObject target) {
    String named = Json.text(target, "namespace");
    return Json.text(target, "kind").equals("Pod") && (named.isEmpty() || named.equals(namespace));
  }

  private boolean isNew(Member member) {
    Member known = member.podUid().isEmpty() ? null : byUid.putIfAbsent(member.podUid(), member);
    if (known != null) {
      fault(
          Reason.DUPLICATE,
          "pod " + member.pod() + " at " + member.address() + " has the uid of pod " + known.pod()
              + " at " + known.address());
    }
    return known == null;
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

  private void fault(Reason reason, String message) {
    faults.add(new Fault(reason, message));
  }
}
