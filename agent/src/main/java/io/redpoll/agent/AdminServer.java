package io.redpoll.agent;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.registry.SnapshotJson;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The admin port: answers probes and shows what is known. It only reads, from {@link AgentState}, and never waits.
 *
 * <p>Runs on its own event loop, not on the one that it tells of.
 */
final class AdminServer extends VerticleBase {

  static final String LIVE = "/livez";
  static final String STARTED = "/startupz";
  static final String READY = "/readyz";
  static final String SERVICES = "/services";

  private static final System.Logger LOG = System.getLogger(AdminServer.class.getName());
  private static final Pattern SERVICE = Pattern.compile(SERVICES + "/([^/]*)/([^/]*)");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final int MAX_LINE = 2048;
  private static final int MAX_HEADERS = 8192;

  private final String host;
  private final int port;
  private final AgentState state;
  private HttpServer server;

  AdminServer(AgentOptions options, AgentState state) {
    this.host = options.get(Keys.HTTP_HOST);
    this.port = options.get(Keys.HTTP_PORT);
    this.state = state;
  }

  @Override
  public Future<?> start() {
    server = vertx
        .createHttpServer(new HttpServerOptions()
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(30)
            .setIdleTimeoutUnit(TimeUnit.SECONDS))
        .requestHandler(this::answer)
        .invalidRequestHandler(AdminServer::refuse);
    return server
        .listen(port, host)
        .onSuccess(bound -> LOG.log(
            System.Logger.Level.INFO,
            "admin port: http://{0}:{1}",
            host,
            String.valueOf(bound.actualPort())))
        .recover(e -> Future.failedFuture(cannotListen(e)));
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  /** The port it listens on, once it is deployed. */
  int port() {
    return server.actualPort();
  }

  private IllegalStateException cannotListen(Throwable e) {
    String why =
        e instanceof BindException ? "is in use or not of this host" : "cannot be listened on";
    return new IllegalStateException("http.port: " + port + " on " + host + " " + why
        + " (expected: a free port; give another with --http-port)");
  }

  private void answer(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET)) {
      request.response().putHeader("Allow", "GET");
      end(request, 405, error(request.method() + " is not allowed (expected: GET)"));
      return;
    }
    switch (request.path()) {
      case LIVE -> probe(request, "live", state.notLive());
      case STARTED -> probe(request, "started", state.notStarted());
      case READY -> probe(request, "ready", state.notReady());
      case SERVICES -> services(request);
      default -> service(request);
    }
  }

  private void probe(HttpServerRequest request, String what, Optional<String> objection) {
    JsonObject body = new JsonObject().put(what, objection.isEmpty());
    objection.ifPresent(reason -> body.put("reason", reason));
    end(request, objection.isEmpty() ? 200 : 503, body);
  }

  private void services(HttpServerRequest request) {
    JsonArray services = new JsonArray();
    state.snapshots().forEach(snapshot -> services.add(SnapshotJson.encode(snapshot)));
    end(request, 200, new JsonObject().put("services", services));
  }

  private void service(HttpServerRequest request) {
    Matcher path = SERVICE.matcher(request.path());
    if (!path.matches()) {
      end(
          request,
          404,
          error("no such path (expected: " + LIVE + ", " + STARTED + ", " + READY + ", " + SERVICES
              + " or " + SERVICES + "/<namespace>/<name>)"));
    } else if (!isName(path.group(1)) || !isName(path.group(2))) {
      end(request, 400, error("not a service (expected: " + SERVICES + "/<namespace>/<name>)"));
    } else {
      ServiceId id = new ServiceId(path.group(1), path.group(2));
      state.snapshots().stream()
          .filter(snapshot -> snapshot.service().equals(id))
          .findFirst()
          .ifPresentOrElse(
              snapshot -> end(request, 200, SnapshotJson.encode(snapshot)),
              () -> end(request, 404, error("service " + id + " is not known")));
    }
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
    request.response().putHeader("Connection", "close");
    end(request, status, error("bad request"));
    request.connection().close();
  }

  private static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  private static JsonObject error(String message) {
    return new JsonObject().put("error", message);
  }

  /** A request with a body is answered without reading it, and its connection closed. */
  private static void end(HttpServerRequest request, int status, JsonObject body) {
    if (!request.isEnded()) {
      request.response().putHeader("Connection", "close");
    }
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(body.encode() + "\n")
        .onFailure(e ->
            LOG.log(System.Logger.Level.DEBUG, "the answer did not arrive: {0}", e.getMessage()));
  }
}
