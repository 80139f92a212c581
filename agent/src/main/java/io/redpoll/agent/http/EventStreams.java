package io.redpoll.agent.http;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import io.redpoll.agent.metrics.Meters;
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
    Optional<List<Frame>> missed = query.lastId().flatMap(feed::after);
    if (missed.isPresent()) {
      missed.get().forEach(client::offer);
      live(client);
    } else if (query.snapshots()) {
      cluster.services().onSuccess(overview -> {
        client.begin(overview.services(), feed.lastId());
        start(client, query);
      });
    } else {
      start(client, query);
    }
    add(client);
  }

  private void start(EventClient client, EventQuery query) {
    feed.recent(query.recent(), query.service()).forEach(frame -> client.send(frame.bytes()));
    live(client);
  }

  private void live(EventClient client) {
    client.send(
        Frame.message(feed.lastId(), Frame.LIVE, new JsonObject().put("agent", agent.name())));
  }

  private void add(EventClient client) {
    clients.add(client);
    meters.streams(clients.size());
  }

  private void remove(EventClient client) {
    client.end();
    clients.remove(client);
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
