package io.redpoll.event;

import io.redpoll.endpoint.ServiceId;

/** The event-bus addresses of Redpoll. */
public final class EventAddresses {

  /** Every health event of every Service is published here. */
  public static final String EVENTS = "redpoll.events";

  /** A request here is answered with snapshots: of one Service, {@code {"service": "shop/cache"}}, or of all, {@code {}}. */
  public static final String SNAPSHOT = "redpoll.snapshot";

  /**
   * Handles tell here what they could not reach: {@code {"service": …, "endpoint": <id>, "what": …}}; whoever probes the
   * endpoint checks it at once.
   */
  public static final String REPORTS = "redpoll.reports";

  /** What agents tell and ask each other; each listens at {@code redpoll.agent.<name>}. */
  public static final String AGENTS = "redpoll.agent";

  private EventAddresses() {}

  /** Where the health events of one Service are published: {@code redpoll.events.<namespace>.<service>}. */
  public static String eventsOf(ServiceId service) {
    return EVENTS + "." + service.namespace() + "." + service.name();
  }

  /** Where one agent answers for the Services that it curates. */
  static String snapshotsOf(String agent) {
    return SNAPSHOT + ".agent." + agent;
  }
}
