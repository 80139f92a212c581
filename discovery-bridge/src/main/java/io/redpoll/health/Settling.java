package io.redpoll.health;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** For how long set and roles of a Service have stayed the same. Belongs to its judge. */
final class Settling {

  private final Duration settle;
  private Map<EndpointId, Role> shape = Map.of();
  private Instant since = Instant.EPOCH;
  private boolean settled;

  Settling(Duration settle) {
    this.settle = settle;
  }

  /** Whether they have stayed the same for the settle time, these included. */
  boolean look(Members members, Instant now) {
    Map<EndpointId, Role> seen = new HashMap<>();
    members.data().forEach(endpoint -> seen.put(endpoint.id(), members.role(endpoint)));
    if (!seen.equals(shape)) {
      shape = Map.copyOf(seen);
      since = now;
    }
    settled = !since.plus(settle).isAfter(now);
    return settled;
  }

  boolean isSettled() {
    return settled;
  }
}
