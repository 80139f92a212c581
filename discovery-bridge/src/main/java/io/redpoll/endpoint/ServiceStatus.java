package io.redpoll.endpoint;

/** How a Service is as a whole. */
public enum ServiceStatus {
  /** Its first checks are still under way. */
  UNKNOWN,
  /** All of it works. */
  UP,
  /** Some of it works: an endpoint is out, or nobody takes writes. */
  DEGRADED,
  /** Nothing of it works. */
  DOWN
}
