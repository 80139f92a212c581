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
import java.util.Optional;
import java.util.function.Function;

/** Makes one Service of its slices, and of pods that are in none. Pure; the order does not matter. */
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

  private final ServiceId service;
  private final Function<String, Optional<Member>> pods;

  /**
   * A merge for one Service.
   *
   * @param pods what is known of a pod, by its uid, beside what the slices say
   */
  ServiceMerge(ServiceId service, Function<String, Optional<Member>> pods) {
    this.service = service;
    this.pods = pods;
  }

  /**
   * The Service that these tell of, together at least one.
   *
   * @param slices its slices
   * @param strays pods that count to it and are in no slice, each as a slice
   */
  ServiceEndpoints merge(Collection<Slice> slices, Collection<Slice> strays) {
    Map<EndpointId, Found> best = new HashMap<>();
    slices.forEach(slice -> add(slice, best));
    strays.forEach(pod -> add(pod, best));
    // The labels of the Service, which are on its slices, count more than those of its pods.
    Collection<Slice> speakers = slices.isEmpty() ? strays : slices;
    Slice newest = speakers.stream().max(BY_AGE).orElseThrow();
    return new ServiceEndpoints(
        service,
        settings(newest, speakers),
        endpoints(best.values()),
        newest.labels().problems());
  }

  private void add(Slice slice, Map<EndpointId, Found> best) {
    for (Member member : slice.endpoints()) {
      for (RedisPort port : slice.ports()) {
        Found found = new Found(id(service, member, port), slice, member, port);
        best.merge(
            found.id(), found, (one, other) -> BY_CREDIT.compare(one, other) >= 0 ? one : other);
      }
    }
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

  private List<Endpoint> endpoints(Collection<Found> found) {
    List<Endpoint> endpoints = new ArrayList<>();
    found.stream().collect(groupingBy(one -> one.id().owner())).values().forEach(ofOwner -> {
      List<Found> ranked = ofOwner.stream().sorted(BY_RANK).toList();
      ranked.forEach(one -> endpoints.add(endpoint(one, one.equals(ranked.get(0)))));
    });
    return endpoints;
  }

  private Endpoint endpoint(Found found, boolean first) {
    Member member = found.member();
    HostAndPort address = new HostAndPort(member.address(), found.port().number());
    return new Endpoint(
        found.id(),
        shard(member, address, first),
        member.pod(),
        address,
        known(member, Member::node),
        known(member, Member::zone),
        member.conditions());
  }

  /** What the slice does not tell, the pod may. */
  private String known(Member member, Function<Member, String> fact) {
    String told = fact.apply(member);
    return told.isEmpty() && !member.podUid().isEmpty()
        ? pods.apply(member.podUid()).map(fact).orElse("")
        : told;
  }

  private static String shard(Member member, HostAndPort address, boolean first) {
    if (member.podUid().isEmpty()) {
      return address.toString();
    }
    return first ? member.pod() : member.pod() + ":" + address.port();
  }
}
