package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Role;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.endpoint.Status;
import io.redpoll.endpoint.Topology;
import io.vertx.redis.client.RedisConnection;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A connection that is one owner's alone, and the endpoint that it leads to.
 *
 * @param endpoint the endpoint
 * @param connection the connection, which does not outlive its socket
 * @param outdated the slots that were known when the endpoint itself said that it has the key, in a Redis Cluster: what they
 *     say of the key does not count
 */
record Pin(EndpointId endpoint, RedisConnection connection, Optional<SlotMap> outdated) {

  /** Nothing that this process saw counts here: only what all agree on moves a subscriber. */
  static final LocalHealth AS_AGREED = new LocalHealth() {
    @Override
    public boolean avoided(Route.To to) {
      return false;
    }

    @Override
    public boolean behind(Route.To to) {
      return false;
    }

    @Override
    public double cost(Route.To to) {
      return 0;
    }
  };

  /** Whether who wants the endpoint that takes the writes of {@code key} is at the wrong one, or at one that is down. */
  boolean misplaced(View view, Router router, byte[] key, RandomGenerator random) {
    Optional<Snapshot> snapshot = view.sight().snapshot();
    if (snapshot.isEmpty()) {
      return false;
    }
    Optional<EndpointState> here = snapshot.get().endpoint(endpoint);
    // A node of a Redis Cluster may be in no snapshot, and be a node all the same.
    boolean down = here.filter(state -> state.status() == Status.DOWN).isPresent();
    if (down || !view.nodes().containsKey(endpoint)) {
      return true;
    }
    boolean anyWillDo = snapshot.get().topology() == Topology.PROXIED
        || (snapshot.get().topology() == Topology.CLUSTER && key.length == 0);
    if (anyWillDo
        && here.map(state -> state.usable() && state.role() != Role.REPLICA).orElse(true)) {
      return false;
    }
    Optional<SlotMap> slots = view.cluster().map(ClusterSight::slots);
    if (slots.isPresent() && slots.equals(outdated)) {
      return false;
    }
    return router.pin(key, AS_AGREED, random) instanceof Route.To to
        && !to.endpoint().equals(endpoint);
  }
}
