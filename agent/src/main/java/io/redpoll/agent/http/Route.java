package io.redpoll.agent.http;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the admin port serves. The constant is also the label of the request in the metrics. */
enum Route {
  PAGE("/"),
  STYLE("/status.css"),
  SCRIPT("/status.js"),
  LIVE(AdminServer.LIVE),
  STARTED(AdminServer.STARTED),
  READY(AdminServer.READY),
  METRICS(AdminServer.METRICS),
  SERVICES(AdminServer.SERVICES),
  SERVICE(AdminServer.SERVICES + "/<namespace>/<name>"),
  LATENCIES(AdminServer.LATENCIES),
  EVENTS(AdminServer.EVENTS);

  private final String path;

  Route(String path) {
    this.path = path;
  }

  /** The path, or its pattern. */
  String path() {
    return path;
  }

  /** Where {@code path} leads; empty if nowhere. */
  static Optional<Route> of(String path) {
    if (path.startsWith(SERVICES.path + "/")) {
      return path.indexOf('/', SERVICES.path.length() + 1) > 0
          ? Optional.of(SERVICE)
          : Optional.empty();
    }
    return Arrays.stream(values())
        .filter(route -> route != SERVICE && route.path.equals(path))
        .findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(Route::path).collect(Collectors.joining(", "));
  }
}
