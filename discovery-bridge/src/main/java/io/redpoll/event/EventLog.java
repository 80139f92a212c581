package io.redpoll.event;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.HealthEvent;
import io.redpoll.endpoint.HealthEvent.Cause;
import java.util.stream.Collectors;

/** Says each health event once in the log: one line, with what led to it. */
public final class EventLog {

  private static final System.Logger LOG = System.getLogger(EventLog.class.getName());

  private EventLog() {}

  /** Says {@code event}; what needs somebody's attention as a warning. May be called on any thread. */
  public static void log(HealthEvent event) {
    String cause =
        event.cause().stream().map(Cause::what).distinct().collect(Collectors.joining("; "));
    LOG.log(
        level(event),
        "{0} {1}{2} {3} ({4})",
        event.type().wireName(),
        event.service(),
        event.endpoint().map(EventLog::describe).orElse(""),
        change(event),
        cause);
  }

  private static String describe(Endpoint endpoint) {
    return " " + endpoint.shard() + " at " + endpoint.address();
  }

  private static String change(HealthEvent event) {
    String from = event.from().isEmpty() ? "-" : event.from();
    String to = event.to().isEmpty() ? "-" : event.to();
    return from + " -> " + to;
  }

  private static System.Logger.Level level(HealthEvent event) {
    return switch (event.type()) {
      case SERVICE_DOWN,
          SERVICE_DEGRADED,
          ENDPOINT_DOWN,
          ENDPOINT_DEGRADED,
          ENDPOINT_UNREACHABLE,
          PRIMARY_SPLIT,
          PRIMARY_EMPTIED,
          SHARD_EMPTIED,
          SHARD_EXCLUDED,
          SHARD_UNSWEPT,
          ROLE_MISMATCH,
          CONFIG_INVALID -> WARNING;
      case SERVICE_ADDED,
          SERVICE_REMOVED,
          SERVICE_UP,
          ENDPOINT_JOINED,
          ENDPOINT_LEFT,
          ENDPOINT_RESTARTED,
          ENDPOINT_UP,
          ENDPOINT_DRAINING,
          PRIMARY_CHANGED,
          SHARD_SWEPT,
          TOPOLOGY_CHANGED -> INFO;
    };
  }
}
