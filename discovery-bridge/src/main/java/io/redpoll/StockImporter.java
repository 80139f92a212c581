package io.redpoll;

import io.redpoll.kubernetes.KubernetesOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.kubernetes.KubernetesServiceImporter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs the stock {@link KubernetesServiceImporter} beside the bridge, for ordinary Services such as HTTP endpoints.
 *
 * <p>Off by default, for what it cannot do: it trusts any certificate, reads the token once, watches one namespace, forgets
 * nothing that vanished while its watch was broken, and writes host {@code None} for headless Services. Each process that
 * runs it publishes its own copies. Redpoll's own records do not depend on it.
 */
final class StockImporter {

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private StockImporter() {}

  static Future<Void> register(
      Vertx vertx, ServiceDiscovery discovery, KubernetesOptions kubernetes) {
    return token(vertx, kubernetes)
        .compose(token -> discovery.registerServiceImporter(
            new KubernetesServiceImporter(), configuration(kubernetes, token)));
  }

  private static Future<String> token(Vertx vertx, KubernetesOptions kubernetes) {
    return kubernetes
        .tokenFile()
        .map(Path::toString)
        .map(file -> vertx
            .fileSystem()
            .readFile(file)
            .map(content -> content.toString(StandardCharsets.UTF_8).strip()))
        .orElse(Future.succeededFuture(""));
  }

  private static JsonObject configuration(KubernetesOptions kubernetes, String token) {
    URI server = kubernetes.server();
    boolean ssl = "https".equals(server.getScheme());
    int port = server.getPort() > 0 ? server.getPort() : ssl ? HTTPS_PORT : HTTP_PORT;
    JsonObject configuration = new JsonObject()
        .put("host", server.getHost())
        .put("port", port)
        .put("ssl", ssl)
        .put("token", token);
    return kubernetes.namespaces().size() == 1
        ? configuration.put("namespace", kubernetes.namespaces().get(0))
        : configuration;
  }
}
