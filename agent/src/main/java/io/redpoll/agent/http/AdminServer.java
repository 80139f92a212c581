package io.redpoll.agent.http;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import io.redpoll.agent.metrics.Meters;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.event.HealthEvents;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The admin port as a verticle: takes requests and sends answers. It only reads, from {@link AgentView} and over the event
 * bus; probes are answered from what is known, and wait for nobody.
 *
 * <p>Runs on its own event loop, not on the one that it tells of.
 */
public final class AdminServer extends VerticleBase {

  /** Whether the event loop of the agent turns. */
  public static final String LIVE = "/livez";

  /** Whether the agent has started. */
  public static final String STARTED = "/startupz";

  /** Whether the agent is ready. */
  public static final String READY = "/readyz";

  /** The metrics, in the Prometheus text format. */
  public static final String METRICS = "/metrics";

  static final String SERVICES = "/services";
  static final String LATENCIES = "/latencies";
  static final String EVENTS = "/events";

  private static final System.Logger LOG = System.getLogger(AdminServer.class.getName());
  private static final String ALLOWED = "GET, HEAD";
  private static final int MAX_LINE = 2048;
  private static final int MAX_HEADERS = 8192;
  private static final int IDLE_SECONDS = 60;
  private static final long HEARTBEAT_MILLIS = 15_000;
  private static final long COMPLETE_MILLIS = 1_000;

  private final String host;
  private final int port;
  private final AgentView agent;
  private final Meters meters;
  private final long requestMillis;
  private final Pages pages = new Pages();
  private ClusterView cluster;
  private EventStreams streams;
  private Connections connections;
  private HttpServer server;

  /** Set once, on a context of the bus. */
  private volatile Optional<HealthEvents> subscription = Optional.empty();

  /**
   * A port that is not open yet.
   *
   * @param host where to listen
   * @param port 0 for any free one
   */
  public AdminServer(String host, int port, AgentView agent, Meters meters) {
    this(host, port, agent, meters, Connections.REQUEST_MILLIS);
  }

  AdminServer(String host, int port, AgentView agent, Meters meters, long requestMillis) {
    this.host = host;
    this.port = port;
    this.agent = agent;
    this.meters = meters;
    this.requestMillis = requestMillis;
  }

  @Override
  public Future<?> start() {
    cluster = new ClusterView(context, agent, System::nanoTime);
    streams = new EventStreams(cluster, agent, meters);
    connections = new Connections(vertx, requestMillis);
    String life = Long.toString(System.currentTimeMillis(), 36);
    EventFeed feed = new EventFeed(context, life, streams::publish);
    streams.follow(feed);
    agent.bus().onSuccess(bus -> listen(bus, feed));
    vertx.setPeriodic(HEARTBEAT_MILLIS, beat -> streams.beat());
    vertx.setPeriodic(COMPLETE_MILLIS, tick -> streams.complete());
    server = vertx
        .createHttpServer(options())
        .connectionHandler(connections::opened)
        .requestHandler(this::take)
        .invalidRequestHandler(AdminServer::refuse);
    return server
        .listen(port, host)
        .onSuccess(bound ->
            LOG.log(INFO, "admin port: http://{0}:{1}", host, String.valueOf(bound.actualPort())))
        .recover(e -> Future.failedFuture(cannotListen(e)));
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  /** The port it listens on, once it is deployed. */
  public int port() {
    return server.actualPort();
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setMaxInitialLineLength(MAX_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }

  /** The subscription ends with the Vert.x on which it is. */
  private void listen(Vertx bus, EventFeed feed) {
    HealthEvents.subscribe(bus, feed)
        .onSuccess(events -> subscription = Optional.of(events))
        .onFailure(e -> LOG.log(DEBUG, "events: cannot be followed: {0}", e.getMessage()));
  }

  private IllegalStateException cannotListen(Throwable e) {
    String why =
        e instanceof BindException ? "is in use or not of this host" : "cannot be listened on";
    return new IllegalStateException("http.port: " + port + " on " + host + " " + why
        + " (expected: a free port; give another with --http-port)");
  }

  private void take(HttpServerRequest request) {
    connections.asked(request);
    Optional<Route> route = Optional.ofNullable(request.path()).flatMap(Route::of);
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (!reads) {
      Answer refusal = Answer.error(405, "this method is not allowed (expected: " + ALLOWED + ")");
      send(request, route, refusal.with("Allow", ALLOWED));
    } else if (route.isEmpty()) {
      send(request, route, Answer.error(404, "no such path (expected: " + Route.all() + ")"));
    } else if (route.get() == Route.EVENTS) {
      events(request);
    } else {
      answer(request, route.get()).onSuccess(answer -> send(request, route, answer));
    }
  }

  private Future<Answer> answer(HttpServerRequest request, Route route) {
    return switch (route) {
      case PAGE, STYLE, SCRIPT -> Future.succeededFuture(pages.get(route));
      case LIVE -> probe("live", agent.notLive());
      case STARTED -> probe("started", agent.notStarted());
      case READY -> probe("ready", agent.notReady());
      case METRICS -> Future.succeededFuture(Answer.text(Meters.CONTENT_TYPE, scrape()));
      case SERVICES -> cluster.services().map(this::services);
      case SERVICE -> service(request.path().substring(SERVICES.length() + 1));
      case LATENCIES -> cluster.latencies().map(AdminServer::latencies);
      case EVENTS -> throw new IllegalStateException("a stream is no answer");
    };
  }

  private String scrape() {
    subscription.ifPresent(events -> meters.noEvents(events.dropped()));
    return meters.scrape();
  }

  private static Future<Answer> probe(String what, Optional<String> objection) {
    JsonObject body = new JsonObject().put(what, objection.isEmpty());
    objection.ifPresent(reason -> body.put("reason", reason));
    return Future.succeededFuture(Answer.json(objection.isEmpty() ? 200 : 503, body));
  }

  private Answer services(Overview overview) {
    JsonObject body =
        overview.toJson().put("agent", agent.name()).put("agents", new JsonArray(agent.agents()));
    return Answer.json(200, body);
  }

  private Future<Answer> service(String text) {
    Optional<ServiceId> id = ServiceName.parse(text);
    if (id.isEmpty()) {
      return Future.succeededFuture(
          Answer.error(400, "not a service (expected: " + Route.SERVICE.path() + ")"));
    }
    return cluster
        .services()
        .map(overview -> overview
            .find(id.get())
            .map(snapshot -> Answer.json(200, Overview.encode(snapshot)))
            .orElseGet(() -> Answer.error(404, "service " + id.get() + " is not known")));
  }

  private static Answer latencies(JsonObject micros) {
    return Answer.json(200, new JsonObject().put("unit", "microseconds").put("latencies", micros));
  }

  private void events(HttpServerRequest request) {
    Optional<Route> route = Optional.of(Route.EVENTS);
    try {
      EventQuery query = EventQuery.parse(
          request.params(), Optional.ofNullable(request.getHeader("Last-Event-ID")));
      if (request.method().equals(HttpMethod.HEAD)) {
        send(request, route, Answer.text("text/event-stream", ""));
      } else if (streams.full()) {
        Answer refusal = Answer.error(
            503, "too many event streams (expected: at most " + EventStreams.MAX_STREAMS + ")");
        send(request, route, refusal.with("Retry-After", "10"));
      } else {
        connections.streams(request);
        meters.answered(route.get().name(), 200);
        streams.open(request, query);
      }
    } catch (IllegalArgumentException e) {
      send(request, route, Answer.error(400, e.getMessage()));
    }
  }

  /** A request with a body is answered without reading it, and its connection closed. */
  private void send(HttpServerRequest request, Optional<Route> route, Answer answer) {
    meters.answered(route.map(Route::name).orElse("NONE"), answer.status());
    HttpServerResponse response = request
        .response()
        .setStatusCode(answer.status())
        .putHeader("Content-Type", answer.type())
        .putHeader("Content-Length", String.valueOf(answer.body().length()))
        .putHeader("X-Content-Type-Options", "nosniff");
    if (!request.isEnded()) {
      response.putHeader("Connection", "close");
    }
    answer.headers().forEach(response::putHeader);
    boolean bodiless = request.method().equals(HttpMethod.HEAD);
    (bodiless ? response.end() : response.end(answer.body()))
        .onSuccess(sent -> connections.answered(request))
        .onFailure(e -> LOG.log(DEBUG, "the answer did not arrive: {0}", e.getMessage()));
  }

  /** What is no HTTP, or too long. */
  private static void refuse(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    String kind = cause == null ? "" : cause.getClass().getSimpleName();
    int status =
        switch (kind) {
          case "TooLongHttpLineException" -> 414;
          case "TooLongHttpHeaderException" -> 431;
          default -> 400;
        };
    Answer answer = Answer.error(status, "bad request");
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", answer.type())
        .putHeader("Connection", "close")
        .end(answer.body())
        .onFailure(e -> LOG.log(DEBUG, "the answer did not arrive: {0}", e.getMessage()));
    request.connection().close();
  }
}
