package io.redpoll.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.kubernetes.KubernetesServiceImporter;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The stock bridge: it imports Services and knows no endpoints, so only its start can be compared. */
final class StockImporter implements Mirrored {

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Future<Void> imported;

  StockImporter(String uri) {
    URI server = URI.create(uri);
    JsonObject options = new JsonObject()
        .put("host", server.getHost())
        .put("port", server.getPort())
        .put("ssl", false)
        .put("namespace", "shop")
        .put("token", "none");
    imported = ServiceDiscovery.create(vertx)
        .registerServiceImporter(new KubernetesServiceImporter(), options);
  }

  @Override
  public void awaitSync() throws Exception {
    imported.await(120, TimeUnit.SECONDS);
  }

  @Override
  public News news() {
    return new News();
  }

  @Override
  public long longestTurn() {
    return -1;
  }

  @Override
  public long longestWork() {
    return -1;
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}
