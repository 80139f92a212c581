package io.redpoll.probe;

import static java.util.Objects.requireNonNull;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ServiceEndpoints;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where and how to check an endpoint.
 *
 * @param address where it listens
 * @param tls whether it speaks TLS
 * @param serverName the name that its certificate must have; empty for its address
 * @param credentials the name of an entry in the configuration, empty for none
 */
public record ProbeTarget(HostAndPort address, boolean tls, String serverName, String credentials) {

  private static final Comparator<ServiceEndpoints> MOST_TOLD_FIRST = Comparator.comparing(
          (ServiceEndpoints service) -> service.settings().credentials().isEmpty())
      .thenComparing(ServiceEndpoints::service);

  public ProbeTarget {
    requireNonNull(address, "address is null");
    requireNonNull(serverName, "serverName is null");
    requireNonNull(credentials, "credentials is null");
  }

  /**
   * The targets of these Services, each endpoint once. Where several Services have an endpoint, one that names
   * credentials decides how to check it, else the first by name.
   */
  public static Map<EndpointId, ProbeTarget> of(Collection<ServiceEndpoints> services) {
    Map<EndpointId, ProbeTarget> targets = new HashMap<>();
    List<ServiceEndpoints> sorted = services.stream().sorted(MOST_TOLD_FIRST).toList();
    for (ServiceEndpoints service : sorted) {
      for (Endpoint endpoint : service.endpoints()) {
        targets.computeIfAbsent(endpoint.id(), id -> of(service, endpoint));
      }
    }
    return targets;
  }

  /** The target that one endpoint of these Services is, by the same rule; empty if none of them has it. */
  public static Optional<ProbeTarget> of(EndpointId id, Collection<ServiceEndpoints> services) {
    return services.stream()
        .sorted(MOST_TOLD_FIRST)
        .flatMap(service -> service.endpoints().stream()
            .filter(endpoint -> endpoint.id().equals(id))
            .map(endpoint -> of(service, endpoint)))
        .findFirst();
  }

  /** The target that an endpoint is, as one of its Services has it. */
  public static ProbeTarget of(ServiceEndpoints service, Endpoint endpoint) {
    boolean tls = service.settings().tls();
    return new ProbeTarget(
        endpoint.address(),
        tls,
        tls ? endpoint.dnsName(service.service()) : "",
        service.settings().credentials());
  }
}
