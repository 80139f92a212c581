package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.function.Consumer;

/**
 * The way to one API server: HTTP/1.1, over TLS that is always verified, with the token of the moment. It belongs to the
 * context of its source.
 */
final class ApiClient {

  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int ANSWER_TIMEOUT_MILLIS = 30_000;

  private final KubernetesOptions options;
  private final TokenFile token;
  private final RequestBudget budget = new RequestBudget();
  private final HttpClientAgent http;
  private final TrustFile trust;

  ApiClient(Vertx vertx, KubernetesOptions options) {
    this.options = options;
    this.token = new TokenFile(vertx.fileSystem(), options.tokenFile());
    // Each watch holds a connection for as long as it lasts; there must be some left for lists.
    PoolOptions pool =
        new PoolOptions().setHttp1MaxSize(2 * options.namespaces().size() + 4);
    this.http = vertx.createHttpClient(
        new HttpClientOptions()
            .setVerifyHost(true)
            .setTcpKeepAlive(true)
            .setConnectTimeout(CONNECT_TIMEOUT_MILLIS),
        pool);
    this.trust = new TrustFile(vertx, http, options.caFile());
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

  private RequestOptions requestOptions(ApiRequest request, String bearer) {
    URI server = options.server();
    boolean tls = server.getScheme().equalsIgnoreCase("https");
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
        .putHeader("User-Agent", "redpoll");
    return bearer.isEmpty() ? http : http.putHeader("Authorization", "Bearer " + bearer);
  }
}
