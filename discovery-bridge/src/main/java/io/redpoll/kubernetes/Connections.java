package io.redpoll.kubernetes;

import io.vertx.core.http.HttpConnection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The open connections to the API server, each of them watched over. It belongs to the context of its source. */
final class Connections {

  private final Timing.Scheduler scheduler;
  private final Set<HttpConnection> open = new LinkedHashSet<>();

  Connections(Timing.Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** A connection was made. */
  void opened(HttpConnection connection) {
    open.add(connection);
    Ping ping = new Ping(connection, scheduler);
    connection.closeHandler(closed -> {
      open.remove(connection);
      ping.stop();
    });
    ping.start();
  }

  /** Closes all of them; what ran over them is tried again over new ones. */
  void renew() {
    // What is closed already cannot be closed, which is all that can fail here.
    List.copyOf(open).forEach(connection -> connection.close().onComplete(closed -> {}));
  }
}
