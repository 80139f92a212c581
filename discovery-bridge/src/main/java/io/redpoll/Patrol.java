package io.redpoll;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.health.Ownership;
import io.redpoll.probe.ProbeTarget;
import io.redpoll.probe.Prober;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What Kubernetes knows, by endpoint, and which of it this agent checks: the endpoints of all Services for which it is the
 * prober, each once. A change costs what it touches. Belongs to the context of the bridge.
 */
final class Patrol implements EndpointUpdate.Target {

  private final Ownership ownership;
  private final Prober prober;
  private final Consumer<EndpointId> left;
  private final Map<ServiceId, ServiceEndpoints> services = new HashMap<>();
  private final Map<EndpointId, Set<ServiceId>> servicesOf = new HashMap<>();
  private final Set<EndpointId> checked = new HashSet<>();

  /**
   * A patrol of nothing yet.
   *
   * @param left hears of each endpoint that is not checked here any more
   */
  Patrol(Ownership ownership, Prober prober, Consumer<EndpointId> left) {
    this.ownership = ownership;
    this.prober = prober;
    this.left = left;
  }

  @Override
  public void reset(List<ServiceEndpoints> all) {
    Set<EndpointId> touched = new HashSet<>(servicesOf.keySet());
    services.clear();
    servicesOf.clear();
    all.forEach(this::add);
    touched.addAll(servicesOf.keySet());
    assign(touched);
  }

  @Override
  public void upsert(ServiceEndpoints service) {
    Set<EndpointId> touched = take(service.service());
    add(service);
    service.endpoints().forEach(endpoint -> touched.add(endpoint.id()));
    assign(touched);
  }

  @Override
  public void remove(ServiceId service) {
    assign(take(service));
  }

  /** The membership changed: other endpoints may be this agent's. */
  void rebalance() {
    assign(servicesOf.keySet());
  }

  /** An endpoint, as the first of its Services has it. */
  Optional<Endpoint> endpoint(EndpointId id) {
    return servicesOf(id).stream()
        .map(services::get)
        .flatMap(service -> service.endpoints().stream())
        .filter(endpoint -> endpoint.id().equals(id))
        .findFirst();
  }

  /** How to check an endpoint, whoever does. */
  Optional<ProbeTarget> target(EndpointId id) {
    return ProbeTarget.of(id, servicesOf(id).stream().map(services::get).toList());
  }

  /** The Services that have an endpoint. */
  Collection<ServiceId> servicesOf(EndpointId id) {
    return servicesOf.getOrDefault(id, Set.of());
  }

  Optional<ServiceEndpoints> service(ServiceId id) {
    return Optional.ofNullable(services.get(id));
  }

  boolean checks(EndpointId id) {
    return checked.contains(id);
  }

  private void add(ServiceEndpoints service) {
    services.put(service.service(), service);
    for (Endpoint endpoint : service.endpoints()) {
      servicesOf.computeIfAbsent(endpoint.id(), id -> new TreeSet<>()).add(service.service());
    }
  }

  /** Takes a Service out; the endpoints that it had. */
  private Set<EndpointId> take(ServiceId id) {
    Set<EndpointId> had = new HashSet<>();
    ServiceEndpoints known = services.remove(id);
    for (Endpoint endpoint : known == null ? List.<Endpoint>of() : known.endpoints()) {
      had.add(endpoint.id());
      servicesOf.computeIfPresent(endpoint.id(), (key, of) -> {
        of.remove(id);
        return of.isEmpty() ? null : of;
      });
    }
    return had;
  }

  private void assign(Set<EndpointId> touched) {
    Map<EndpointId, ProbeTarget> changed = new HashMap<>();
    Set<EndpointId> gone = new HashSet<>();
    for (EndpointId id : touched) {
      boolean mine = endpoint(id).filter(ownership::probes).isPresent();
      if (mine) {
        changed.put(id, target(id).orElseThrow());
        checked.add(id);
      } else if (checked.remove(id)) {
        gone.add(id);
      }
    }
    prober.change(changed, gone);
    gone.forEach(left);
  }
}
