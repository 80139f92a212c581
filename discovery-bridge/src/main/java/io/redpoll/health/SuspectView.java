package io.redpoll.health;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Status;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When the view itself is suspect rather than what it shows (RD-17): more than half of a set fails, by soft evidence only,
 * while Kubernetes says that it is ready. A policy of the network that shuts agents out looks so. Pure.
 *
 * <p>A set of one has no half to compare with: it fails like any endpoint. Hard evidence always counts.
 */
final class SuspectView {

  /** What is said of an endpoint that is kept in because of it. */
  static final String REASON =
      "more than half of its set does not answer while Kubernetes calls it ready:"
          + " the view is suspect, and it stays in use";

  private SuspectView() {}

  /** The endpoints that are DOWN by such a view, and stay in use. */
  static Set<EndpointId> failOpen(Members members) {
    List<Endpoint> data = members.data();
    Set<EndpointId> suspects = data.stream()
        .filter(endpoint -> isSuspect(members.health(endpoint), endpoint))
        .map(Endpoint::id)
        .collect(Collectors.toUnmodifiableSet());
    return data.size() > 1 && suspects.size() * 2 > data.size() ? suspects : Set.of();
  }

  private static boolean isSuspect(EndpointHealth health, Endpoint endpoint) {
    return health.status() == Status.DOWN
        && health.soft()
        && endpoint.conditions().serving()
        && !endpoint.conditions().terminating();
  }
}
