package io.redpoll.agent.http;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import io.redpoll.agent.metrics.Meters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All open event streams. Belongs to the context of the admin port. */
final class EventStreams {

  static final int MAX_STREAMS = 64;

  private static final System.Logger LOG = System.getLogger(EventStreams.class.getName());
  private static final long RETRY_MILLIS = 2_000;

  private final ClusterView cluster;
  private final AgentView agent;
  private final Meters meters;
  private final Set<EventClient> clients = new LinkedHashSet<>();
  private final Set<EventClient> lacking = new LinkedHashSet<>();
  private EventFeed feed;

  EventStreams(ClusterView cluster, AgentView agent, Meters meters) {
    this.cluster = cluster;
    this.agent = agent;
    this.meters = meters;
  }

  void follow(EventFeed newFeed) {
    feed = newFeed;
  }

  boolean full() {
    return clients.size() >= MAX_STREAMS;
  }

  void publish(Frame frame) {
    List.copyOf(clients).forEach(client -> client.offer(frame));
  }

  void beat() {
    List.copyOf(clients).forEach(EventClient::beat);
  }

  /** Opens a stream: what was missed, or the state of all Services; then the last events, if wished; then the news. */
  void open(HttpServerRequest request, EventQuery query) {
    HttpServerResponse response = request
        .response()
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        // Asks proxies such as nginx not to hold messages back.
        .putHeader("X-Accel-Buffering", "no");
    EventClient client = new EventClient(response, query.service(), () -> drop(request));
    response.closeHandler(closed -> remove(client));
    response.exceptionHandler(broken -> remove(client));
    client.send(Frame.retry(RETRY_MILLIS));
    add(client);
    Optional<List<Frame>> missed = query.lastId().flatMap(feed::after);
    if (missed.isPresent()) {
      client.goLive(missed.get(), live());
    } else if (query.snapshots()) {
      cluster.services().onSuccess(overview -> {
        tell(client, overview);
        client.goLive(recent(query), live());
      });
    } else {
      client.goLive(recent(query), live());
    }
  }

  /** Who was told of some Services only, since not all agents answered, is told of the others as soon as they do. */
  void complete() {
    if (!lacking.isEmpty()) {
      List<EventClient> asking = List.copyOf(lacking);
      cluster.services().onSuccess(overview -> asking.forEach(client -> tell(client, overview)));
    }
  }

  private void tell(EventClient client, Overview overview) {
    client.tell(overview.services(), feed.lastId());
    if (overview.complete()) {
      lacking.remove(client);
    } else if (clients.contains(client)) {
      lacking.add(client);
    }
  }

  private List<Frame> recent(EventQuery query) {
    return feed.recent(query.recent(), query.service());
  }

  private Buffer live() {
    return Frame.message(feed.lastId(), Frame.LIVE, new JsonObject().put("agent", agent.name()));
  }

  private void add(EventClient client) {
    clients.add(client);
    meters.streams(clients.size());
  }

  private void remove(EventClient client) {
    client.end();
    clients.remove(client);
    lacking.remove(client);
    meters.streams(clients.size());
  }

  private void drop(HttpServerRequest request) {
    meters.streamDropped();
    LOG.log(
        INFO,
        "an event stream was ended: {0} does not read (expected: no more than {1} messages behind)",
        request.remoteAddress().hostAddress(),
        EventClient.MAX_WAITING);
    request.connection().close().onFailure(e -> LOG.log(DEBUG, "closing: {0}", e.getMessage()));
  }
}
