package io.redpoll.agent;

import io.redpoll.BridgeMetrics;
import io.redpoll.CredentialFile;
import io.redpoll.DiscoveryBridge;
import io.redpoll.DiscoveryOptions;
import io.redpoll.endpoint.Observation;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.HealthPolicy;
import io.redpoll.health.Ownership;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.probe.ProbeOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The one place that knows the library's root: from the agent's options to its own. */
final class Library {

  private Library() {}

  /**
   * The bridge that the options ask for.
   *
   * @throws IllegalArgumentException if they name no API server and the agent does not run in a cluster
   */
  static Discovery discovery(
      Vertx vertx, ServiceDiscovery registry, AgentOptions options, Ownership ownership) {
    DiscoveryOptions asked = options(options, System.getenv());
    return new Bridged(new DiscoveryBridge(vertx, registry, asked, ownership));
  }

  static DiscoveryOptions options(AgentOptions options, Map<String, String> environment) {
    return new DiscoveryOptions(
        kubernetes(options, environment),
        new ProbeOptions(
            options.get(Keys.PROBE_INTERVAL),
            options.get(Keys.PROBE_TIMEOUT),
            "",
            file(options, Keys.PROBE_CA_FILE)),
        new HealthPolicy(
            options.get(Keys.HEALTH_FALL),
            options.get(Keys.HEALTH_RISE),
            options.get(Keys.HEALTH_SETTLE),
            options.get(Keys.HEALTH_SHARD_GRACE)),
        credentials(options),
        options.get(Keys.KUBERNETES_IMPORT_SERVICES));
  }

  /** A server that is named wins over the cluster around; each file that is named wins over the pod's own. */
  private static KubernetesOptions kubernetes(
      AgentOptions options, Map<String, String> environment) {
    String url = options.get(Keys.KUBERNETES_URL);
    Optional<KubernetesOptions> around =
        url.isEmpty() ? Optional.of(KubernetesOptions.inCluster(environment)) : Optional.empty();
    return new KubernetesOptions(
        around.map(KubernetesOptions::server).orElseGet(() -> URI.create(url)),
        file(options, Keys.KUBERNETES_TOKEN_FILE)
            .or(() -> around.flatMap(KubernetesOptions::tokenFile)),
        file(options, Keys.KUBERNETES_CA_FILE).or(() -> around.flatMap(KubernetesOptions::caFile)),
        options.get(Keys.KUBERNETES_NAMESPACES),
        text(options, Keys.KUBERNETES_LABEL_SELECTOR),
        text(options, Keys.KUBERNETES_POD_SELECTOR));
  }

  private static Map<String, CredentialFile> credentials(AgentOptions options) {
    Map<String, CredentialFile> files = new LinkedHashMap<>();
    options
        .get(Keys.CREDENTIALS)
        .forEach((name, entry) ->
            files.put(name, new CredentialFile(entry.user(), Path.of(entry.passwordFile()))));
    return files;
  }

  private static Optional<Path> file(AgentOptions options, Key<String> key) {
    return text(options, key).map(Path::of);
  }

  private static Optional<String> text(AgentOptions options, Key<String> key) {
    return Optional.of(options.get(key)).filter(text -> !text.isEmpty());
  }

  /** A bridge as the agent sees it. */
  private record Bridged(DiscoveryBridge bridge) implements Discovery {

    @Override
    public Future<Void> start() {
      return bridge.start();
    }

    @Override
    public Future<Void> stop() {
      return bridge.stop();
    }

    @Override
    public Future<Void> whenSynced() {
      return bridge.whenSynced();
    }

    @Override
    public List<Snapshot> snapshots() {
      return bridge.snapshots();
    }

    @Override
    public BridgeMetrics metrics() {
      return bridge.metrics();
    }

    @Override
    public void onCheck(Consumer<Observation> listener) {
      bridge.onCheck(listener);
    }
  }
}
