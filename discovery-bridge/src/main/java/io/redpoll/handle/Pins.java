package io.redpoll.handle;

import io.redpoll.resp.DedicatedConnection;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of a handle that are one owner's alone: pinned ones, and those of blocking commands. Any thread. */
final class Pins {

  private final Set<DedicatedConnection> connections = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  void add(DedicatedConnection connection) {
    connections.add(connection);
    connection.whenClosed().onComplete(v -> connections.remove(connection));
    if (closed) {
      connection.close();
    }
  }

  /** Closes all, and those that are still to come. */
  Future<Void> close() {
    closed = true;
    return Future.join(connections.stream().map(DedicatedConnection::close).toList())
        .mapEmpty();
  }
}
