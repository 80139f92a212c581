package io.redpoll;

import static java.util.Objects.requireNonNull;

import io.redpoll.health.HealthPolicy;
import io.redpoll.kubernetes.KubernetesOptions;
import io.redpoll.probe.ProbeOptions;
import java.util.Map;

/**
 * What a bridge needs to know. Plain data: nothing is read from the environment.
 *
 * @param kubernetes where the API is and what to watch
 * @param probe how to check
 * @param health how much evidence it takes
 * @param credentials the entries that Services may point at with the label {@code redpoll.io/credentials}
 * @param importServices whether the stock {@code KubernetesServiceImporter} runs beside the bridge for ordinary Services of
 *     one namespace; mind its limits, listed at {@link StockImporter}
 */
public record DiscoveryOptions(
    KubernetesOptions kubernetes,
    ProbeOptions probe,
    HealthPolicy health,
    Map<String, CredentialFile> credentials,
    boolean importServices) {

  public DiscoveryOptions {
    requireNonNull(kubernetes, "kubernetes is null");
    requireNonNull(probe, "probe is null");
    requireNonNull(health, "health is null");
    credentials = Map.copyOf(credentials);
  }

  /** The defaults for everything but the API. */
  public static DiscoveryOptions of(KubernetesOptions kubernetes) {
    return new DiscoveryOptions(
        kubernetes, ProbeOptions.of(""), HealthPolicy.DEFAULT, Map.of(), false);
  }

  /** The defaults, inside a pod that has a service account. */
  public static DiscoveryOptions inCluster() {
    return of(KubernetesOptions.inCluster(System.getenv()));
  }

  /** The same with other checks. */
  public DiscoveryOptions withProbe(ProbeOptions newProbe) {
    return new DiscoveryOptions(kubernetes, newProbe, health, credentials, importServices);
  }

  /** The same with another policy. */
  public DiscoveryOptions withHealth(HealthPolicy newHealth) {
    return new DiscoveryOptions(kubernetes, probe, newHealth, credentials, importServices);
  }

  /** The same with other credentials. */
  public DiscoveryOptions withCredentials(Map<String, CredentialFile> newCredentials) {
    return new DiscoveryOptions(kubernetes, probe, health, newCredentials, importServices);
  }
}
