package io.redpoll.endpoint;

/**
 * What Kubernetes says of an endpoint, in the words of an EndpointSlice.
 *
 * @param ready serving and not terminating; always true where a Service publishes not-ready addresses, so judge by the
 *     other two
 * @param serving the pod passes its readiness probe, also while it terminates
 * @param terminating the pod has a deletion timestamp
 */
public record EndpointConditions(boolean ready, boolean serving, boolean terminating) {

  /** What an absent condition block means: ready and serving, not terminating. */
  public static final EndpointConditions READY = new EndpointConditions(true, true, false);
}
