package io.redpoll.handle;

import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.event.EventAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Tells the probers that an endpoint could not be reached, so that they check it at once and all applications learn from the
 * failure of one.
 *
 * <p>A report is a message {@code {"service": "shop/cache", "endpoint": "shop/<uid>/6379", "what": "..."}}, published on
 * {@link EventAddresses#REPORTS}. It is a hint: it may be lost, and nothing follows from it but a check.
 */
final class Reports {

  /** An endpoint is reported once in this time by one process at most. */
  static final long INTERVAL_NANOS = 1_000_000_000L;

  private Reports() {}

  static void publish(Vertx vertx, ServiceId service, EndpointId endpoint, String what) {
    vertx
        .eventBus()
        .publish(
            EventAddresses.REPORTS,
            new JsonObject()
                .put("service", service.toString())
                .put("endpoint", endpoint.toString())
                .put("what", what));
  }
}
