package io.redpoll.agent.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * How many connections there may be, and how long each may take: a request must be there within {@value #REQUEST_MILLIS} ms
 * of the connect or of the answer before, and its answer be taken within {@value #ANSWER_MILLIS} ms. So a client that sends
 * or reads byte by byte holds nothing for long. Belongs to the context of the admin port.
 */
final class Connections {

  static final int MAX_CONNECTIONS = 512;
  static final long REQUEST_MILLIS = 10_000;
  static final long ANSWER_MILLIS = 30_000;

  private final Vertx vertx;
  private final long requestMillis;
  private final Map<HttpConnection, Long> timers = new HashMap<>();

  Connections(Vertx vertx, long requestMillis) {
    this.vertx = vertx;
    this.requestMillis = requestMillis;
  }

  void opened(HttpConnection connection) {
    if (timers.size() >= MAX_CONNECTIONS) {
      connection.close();
      return;
    }
    timers.put(connection, limit(connection, requestMillis));
    connection.closeHandler(closed -> disarm(connection));
  }

  /** A request came, of which the answer ends. */
  void asked(HttpServerRequest request) {
    arm(request.connection(), ANSWER_MILLIS);
  }

  /** Its answer is sent. */
  void answered(HttpServerRequest request) {
    arm(request.connection(), requestMillis);
  }

  /** Its answer is a stream, which lasts as long as the client reads. */
  void streams(HttpServerRequest request) {
    Long timer = timers.get(request.connection());
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  private void arm(HttpConnection connection, long millis) {
    // One that is closed already, or was refused, gets no timer again.
    timers.computeIfPresent(connection, (open, timer) -> {
      vertx.cancelTimer(timer);
      return limit(open, millis);
    });
  }

  private long limit(HttpConnection connection, long millis) {
    return vertx.setTimer(millis, late -> connection.close());
  }

  private void disarm(HttpConnection connection) {
    Long timer = timers.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
