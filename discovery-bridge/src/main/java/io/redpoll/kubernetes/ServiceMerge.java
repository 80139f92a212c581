package io.redpoll.kubernetes;

import static java.util.stream.Collectors.groupingBy;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.kubernetes.Slice.Member;
import io.redpoll.kubernetes.Slice.RedisPort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes one Service of its slices. Pure; the order of the slices does not matter. */
final class ServiceMerge {

  /** One port of one endpoint of one slice. */
  private record Found(EndpointId id, Slice slice, Member member, RedisPort port) {}

  private static final Comparator<Slice> BY_AGE = Comparator.comparing(
          Slice::version, ResourceVersion::compare)
      .thenComparing(slice -> slice.key().name());

  /**
   * Which of two slices to believe about the same endpoint; the best comes last. IPv4 first, so that a pod with two
   * addresses keeps the one that it has.
   */
  private static final Comparator<Found> BY_CREDIT = Comparator.<Found, Boolean>comparing(
          found -> !found.slice().ipv6())
      .thenComparing(found -> !found.member().conditions().terminating())
      .thenComparing(Found::slice, BY_AGE);

  /** The first names the shard: data before Sentinels, then the lower port. */
  private static final Comparator<Found> BY_RANK = Comparator.<Found, Boolean>comparing(
          found -> found.port().sentinel())
      .thenComparing(found -> found.port().number());

  private ServiceMerge() {}

  /** The Service that these slices, at least one, tell of. */
  static ServiceEndpoints merge(ServiceId service, Collection<Slice> slices) {
    Map<EndpointId, Found> best = new HashMap<>();
    for (Slice slice : slices) {
      for (Member member : slice.endpoints()) {
        for (RedisPort port : slice.ports()) {
          Found found = new Found(id(service, member, port), slice, member, port);
          best.merge(
              found.id(), found, (one, other) -> BY_CREDIT.compare(one, other) >= 0 ? one : other);
        }
      }
    }
    Slice newest = slices.stream().max(BY_AGE).orElseThrow();
    return new ServiceEndpoints(
        service,
        settings(newest, slices),
        endpoints(best.values()),
        newest.labels().problems());
  }

  private static EndpointId id(ServiceId service, Member member, RedisPort port) {
    return member.podUid().isEmpty()
        ? EndpointId.ofAddress(service, member.address(), port.number())
        : EndpointId.ofPod(member.namespace(), member.podUid(), port.number());
  }

  /** Where the owner did not say, a Service whose data ports all call themselves TLS is TLS. */
  private static ServiceSettings settings(Slice newest, Collection<Slice> slices) {
    ServiceSettings stated = newest.labels().settings();
    List<RedisPort> data = slices.stream()
        .flatMap(slice -> slice.ports().stream())
        .filter(port -> !port.sentinel())
        .toList();
    boolean tls = newest.labels().tlsStated()
        ? stated.tls()
        : !data.isEmpty() && data.stream().allMatch(RedisPort::tls);
    return new ServiceSettings(stated.topology(), stated.mode(), tls, stated.credentials());
  }

  private static List<Endpoint> endpoints(Collection<Found> found) {
    List<Endpoint> endpoints = new ArrayList<>();
    found.stream().collect(groupingBy(one -> one.id().owner())).values().forEach(ofOwner -> {
      List<Found> ranked = ofOwner.stream().sorted(BY_RANK).toList();
      ranked.forEach(one -> endpoints.add(endpoint(one, one.equals(ranked.get(0)))));
    });
    return endpoints;
  }

  private static Endpoint endpoint(Found found, boolean first) {
    Member member = found.member();
    HostAndPort address = new HostAndPort(member.address(), found.port().number());
    return new Endpoint(
        found.id(),
        shard(member, address, first),
        member.pod(),
        address,
        member.node(),
        member.zone(),
        member.conditions());
  }

  private static String shard(Member member, HostAndPort address, boolean first) {
    if (member.podUid().isEmpty()) {
      return address.toString();
    }
    return first ? member.pod() : member.pod() + ":" + address.port();
  }
}
