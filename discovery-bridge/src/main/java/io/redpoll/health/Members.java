package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.Status;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The endpoints of one Service with their health: the facts that topology and primary are concluded from.
 *
 * @param service the Service as Kubernetes knows it
 * @param health the health of each of its endpoints
 */
record Members(ServiceEndpoints service, Map<EndpointId, EndpointHealth> health) {

  Members {
    health = Map.copyOf(health);
  }

  EndpointHealth health(Endpoint endpoint) {
    return health.getOrDefault(endpoint.id(), EndpointHealth.UNCHECKED);
  }

  Role role(Endpoint endpoint) {
    return health(endpoint).facts().role();
  }

  /** Its endpoints but for Sentinels, which hold no data. */
  List<Endpoint> data() {
    return service.endpoints().stream().filter(e -> role(e) != Role.SENTINEL).toList();
  }

  Stream<Endpoint> inRole(Role role) {
    return data().stream().filter(endpoint -> role(endpoint) == role);
  }

  boolean hasSentinel() {
    return service.endpoints().stream().anyMatch(e -> role(e) == Role.SENTINEL);
  }

  /** Those that say that they are primary, and are alive to say it. */
  List<Endpoint> claimants() {
    return inRole(Role.PRIMARY).filter(this::alive).toList();
  }

  private boolean alive(Endpoint endpoint) {
    Status status = health(endpoint).status();
    return status != Status.DOWN && status != Status.UNREACHABLE && status != Status.UNKNOWN;
  }

  /** How many live replicas say that they follow {@code primary}. */
  long followers(Endpoint primary) {
    return inRole(Role.REPLICA)
        .filter(this::alive)
        .map(replica -> health(replica).facts().follows())
        .filter(follows -> names(follows, primary))
        .count();
  }

  /**
   * Whether an address that Redis reports is that of {@code endpoint}. A replica reports its primary as it was told: in a
   * StatefulSet often by the pod's DNS name, {@code session-0.session}.
   */
  private static boolean names(HostAndPort reported, Endpoint endpoint) {
    boolean byName = !endpoint.pod().isEmpty()
        && reported.host().startsWith(endpoint.pod() + ".")
        && reported.port() == endpoint.address().port();
    return byName || reported.equals(endpoint.address());
  }

  Optional<Endpoint> find(EndpointId id) {
    return service.endpoints().stream().filter(e -> e.id().equals(id)).findFirst();
  }

  /** The claimant that most replicas follow; empty if none has a follower or two have as many. */
  Optional<Endpoint> mostFollowed(List<Endpoint> claimants) {
    List<Endpoint> ranked = claimants.stream()
        .filter(e -> followers(e) > 0)
        .sorted(Comparator.comparingLong(this::followers).reversed())
        .toList();
    boolean tie = ranked.size() > 1 && followers(ranked.get(0)) == followers(ranked.get(1));
    return tie ? Optional.empty() : ranked.stream().findFirst();
  }
}
