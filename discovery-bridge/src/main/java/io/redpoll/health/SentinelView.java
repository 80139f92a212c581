package io.redpoll.health;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HealthEvent.Cause;
import io.redpoll.endpoint.Monitored;
import java.time.Instant;
import java.util.List;

/**
 * What one Sentinel believes.
 *
 * @param sentinel which
 * @param alive whether it is there to say so now; what a dead one believed counts for nobody
 * @param watches the primaries that it watches
 * @param observer the agent that asked it
 * @param at when it said so first
 */
record SentinelView(
    EndpointId sentinel, boolean alive, List<Monitored> watches, String observer, Instant at) {

  SentinelView {
    watches = List.copyOf(watches);
  }

  /** That it names this primary, as a link of a chain of causes. */
  Cause names(Monitored monitored) {
    return new Cause(
        observer,
        at,
        "Sentinel " + sentinel + " names " + monitored.primary() + " as the primary of "
            + monitored.name() + ", epoch " + monitored.epoch());
  }
}
