package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The way to one API server: HTTP/2 over TLS that is always verified (HTTP/1.1 where the server knows no better, or
 * without TLS), with the token of the moment. It belongs to the context of its source.
 */
final class ApiClient {

  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int ANSWER_TIMEOUT_MILLIS = 30_000;
  /** The protocol's own 64 KiB would make a large list wait for the network again and again. */
  private static final int WINDOW_BYTES = 4 << 20;

  private final KubernetesOptions options;
  private final TokenFile token;
  private final RequestBudget budget = new RequestBudget();
  private final Connections connections;
  private final HttpClientAgent http;
  private final TrustFile trust;
  private final LongSupplier nanoTime;
  private boolean streamsLists = true;

  ApiClient(Vertx vertx, KubernetesOptions options, Timing timing) {
    this.options = options;
    this.token = new TokenFile(vertx.fileSystem(), options.tokenFile());
    this.connections = new Connections(timing.scheduler());
    this.nanoTime = timing.nanoTime();
    this.http = vertx
        .httpClientBuilder()
        .with(clientOptions(options))
        .with(poolOptions(options))
        .withConnectHandler(connections::opened)
        .build();
    this.trust = new TrustFile(vertx, http, options.caFile(), connections::renew);
  }

  /** Nanoseconds that only go forward. */
  LongSupplier nanoTime() {
    return nanoTime;
  }

  /** Whether the server is not known to refuse lists by watch. */
  boolean streamsLists() {
    return streamsLists;
  }

  /** It refused one. A server does not learn it while it runs, so it is not asked again. */
  void refusesStreams() {
    streamsLists = false;
  }

  /** Takes up a changed CA file, also for connections that are open: they are made anew. */
  Future<Void> renewTrust() {
    return trust.apply();
  }

  /** The limit on requests to this server. */
  RequestBudget budget() {
    return budget;
  }

  /**
   * Sends a request and hands on its answer as it comes in.
   *
   * @param opened runs when the server says 200
   * @param chunks gets the bytes of the answer; what it throws ends the call
   */
  ApiCall open(ApiRequest request, Runnable opened, Consumer<Buffer> chunks) {
    ApiCall call = new ApiCall(this, request, opened, chunks);
    call.begin();
    return call;
  }

  /** Closes all connections. */
  Future<Void> close() {
    return http.close();
  }

  /** A request that is ready to be sent, with the token and the CA of this moment. */
  Future<HttpClientRequest> request(ApiRequest request) {
    return trust
        .apply()
        .compose(ready -> token.read())
        .compose(bearer -> http.request(requestOptions(request, bearer)));
  }

  /** What an exception of the client means. */
  ApiFailure failure(Throwable cause) {
    if (cause instanceof ApiFailure known) {
      return known;
    }
    return TransportErrors.of(cause, options);
  }

  /** What it means that the server does not know who we are. */
  ApiFailure unauthorized() {
    String who = options.tokenFile().isPresent()
        ? "the token in " + token.describe()
        : "a request without a token";
    return new ApiFailure(
        Kind.UNAUTHORIZED,
        "refuses " + who
            + " (401; expected: a current token in the file set by --kubernetes-token-file)");
  }

  private static HttpClientOptions clientOptions(KubernetesOptions options) {
    boolean tls = isTls(options);
    return new HttpClientOptions()
        .setVerifyHost(true)
        .setUseAlpn(tls)
        .setProtocolVersion(tls ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
        .setHttp2ConnectionWindowSize(WINDOW_BYTES)
        .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW_BYTES / 2))
        .setDecompressionSupported(true)
        .setTcpKeepAlive(true)
        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
  }

  /** Each watch holds a connection or a stream for as long as it lasts; there must be some left for lists. */
  private static PoolOptions poolOptions(KubernetesOptions options) {
    int watches = 2 * options.scopes().size();
    return new PoolOptions().setHttp1MaxSize(2 * watches + 4).setHttp2MaxSize(1 + watches / 50);
  }

  private static boolean isTls(KubernetesOptions options) {
    return options.server().getScheme().equalsIgnoreCase("https");
  }

  private RequestOptions requestOptions(ApiRequest request, String bearer) {
    URI server = options.server();
    boolean tls = isTls(options);
    int port = server.getPort() > 0 ? server.getPort() : tls ? 443 : 80;
    String host = server.getHost();
    String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String path = server.getRawPath() == null ? "" : server.getRawPath().replaceAll("/+$", "");
    RequestOptions http = new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setSsl(tls)
        .setServer(SocketAddress.inetSocketAddress(port, literal))
        // With its brackets: this makes the Host header.
        .setHost(host)
        .setPort(port)
        .setURI(path + request.uri())
        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
        .setIdleTimeout(ANSWER_TIMEOUT_MILLIS)
        .putHeader("Accept", "application/json")
        // Events are small, and a compressor would hold them back.
        .putHeader("Accept-Encoding", request.verb().equals("list") ? "gzip" : "identity")
        .putHeader("User-Agent", "redpoll");
    return bearer.isEmpty() ? http : http.putHeader("Authorization", "Bearer " + bearer);
  }
}
