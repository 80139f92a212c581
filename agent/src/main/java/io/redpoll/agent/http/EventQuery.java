package io.redpoll.agent.http;

import io.redpoll.endpoint.ServiceId;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client wants of the event stream.
 *
 * @param service of which Service; empty for all
 * @param snapshots whether the stream begins with a snapshot of each Service
 * @param recent how many of the last events come before the news
 * @param lastId the last message that the client had before it lost the stream
 */
record EventQuery(
    Optional<ServiceId> service, boolean snapshots, int recent, Optional<String> lastId) {

  private static final Set<String> NAMES = Set.of("service", "snapshots", "recent");

  /**
   * Reads the parameters of a request.
   *
   * @throws IllegalArgumentException with a message for the client, if they are wrong
   */
  static EventQuery parse(MultiMap parameters, Optional<String> lastId) {
    for (String name : parameters.names()) {
      if (!NAMES.contains(name) || parameters.getAll(name).size() > 1) {
        throw new IllegalArgumentException(
            "an unknown parameter, or one given twice (expected: service, snapshots, recent)");
      }
    }
    return new EventQuery(
        Optional.ofNullable(parameters.get("service")).map(EventQuery::service),
        choice(Optional.ofNullable(parameters.get("snapshots")).orElse("true")),
        count(Optional.ofNullable(parameters.get("recent")).orElse("0")),
        lastId);
  }

  private static ServiceId service(String text) {
    return ServiceName.parse(text)
        .orElseThrow(() ->
            new IllegalArgumentException("service: not a Service (expected: <namespace>/<name>)"));
  }

  private static boolean choice(String text) {
    if (!List.of("true", "false").contains(text)) {
      throw new IllegalArgumentException("snapshots: wrong (expected: true or false)");
    }
    return text.equals("true");
  }

  private static int count(String text) {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > EventFeed.KEPT) {
      throw new IllegalArgumentException(
          "recent: wrong (expected: a number from 0 to " + EventFeed.KEPT + ")");
    }
    return Integer.parseInt(text);
  }
}
