package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;

/** What this process sees itself of endpoints, beside what the snapshot says. */
interface LocalHealth {

  /** Whether to take another endpoint if there is one. */
  boolean avoided(EndpointId endpoint);

  /** What one more command costs there: less is better. */
  double cost(EndpointId endpoint);
}
