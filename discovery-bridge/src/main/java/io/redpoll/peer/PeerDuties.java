package io.redpoll.peer;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.SweepStep;
import io.vertx.core.Future;

/** What an agent does for others. Calls come on the context of the bridge. */
public interface PeerDuties {

  /** Takes an observation; whether a Service that is judged here has the endpoint. */
  boolean observe(Observation observation);

  /** Checks an endpoint once; failed if it is not known here, or this agent has nothing to say. */
  Future<Observation> check(ServiceId service, EndpointId endpoint);

  /** Checks an endpoint out of turn, as its prober; whether it is checked here. */
  boolean doubt(EndpointId endpoint);

  /** Empties a shard, as its prober; failed with the reason if it was not. */
  Future<Void> empty(ServiceId service, EndpointId endpoint, String runId);

  /** Takes a step of a sweep of a shard, as its prober: the cursor to go on from; failed with the reason if it was not done. */
  Future<String> sweep(ServiceId service, EndpointId endpoint, SweepStep step);
}
