package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
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
 * @param sentinels what Sentinels say, of this Service and of others
 */
record Members(
    ServiceEndpoints service, Map<EndpointId, EndpointHealth> health, Sentinels sentinels) {

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

  /** Whether a Sentinel watches any of them, from wherever. */
  boolean watched() {
    return sentinels.watch(service);
  }

  /** Whether Sentinels watch them as one primary with its replicas. */
  boolean watchedAsOne() {
    return sentinels.watchAsOne(service);
  }

  /**
   * The one that Sentinels name as primary: the majority of them; or those with the newest view alone if most replicas have
   * followed it already, so that the second it takes the others to hear of it costs no write.
   */
  Optional<Endpoint> named() {
    Optional<Endpoint> followed = mostFollowed(claimants());
    return sentinels
        .newest(service)
        .filter(newest -> followed.equals(Optional.of(newest)))
        .or(() -> sentinels.primary(service));
  }

  /** Those that say that they are primary, and are alive to say it. */
  List<Endpoint> claimants() {
    return inRole(Role.PRIMARY).filter(this::alive).toList();
  }

  private boolean alive(Endpoint endpoint) {
    Status status = health(endpoint).status();
    return status != Status.DOWN && status != Status.UNKNOWN;
  }

  /** Whether {@code replica} says that it follows {@code primary}. */
  boolean follows(Endpoint replica, Endpoint primary) {
    return ReportedAddress.names(
        health(replica).facts().follows(), service.service().namespace(), primary);
  }

  /** How many live replicas say that they follow {@code primary}. */
  long followers(Endpoint primary) {
    return inRole(Role.REPLICA)
        .filter(this::alive)
        .map(replica -> health(replica).facts().follows())
        .filter(follows -> ReportedAddress.names(follows, service.service().namespace(), primary))
        .count();
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
