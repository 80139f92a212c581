package io.redpoll.kubernetes;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the Kubernetes API is and what to watch there. Plain data: nothing is read until the source starts, and nothing
 * in it is secret.
 *
 * @param server the API server, {@code https://10.0.0.1:443} for instance; a path in it is kept
 * @param tokenFile the file that holds the bearer token, read again at each request; empty to send none
 * @param caFile the PEM file with the certificates to trust; empty to trust what the JDK trusts. It is read again at
 *     each request
 * @param namespaces the namespaces to watch; empty for all
 * @param labelSelector restricts the EndpointSlices, and so the Services, since Kubernetes copies a Service's labels to
 *     its slices
 * @param podSelector which pods are Redis although no slice names them, by their labels; empty to look at slices only
 */
public record KubernetesOptions(
    URI server,
    Optional<Path> tokenFile,
    Optional<Path> caFile,
    List<String> namespaces,
    Optional<String> labelSelector,
    Optional<String> podSelector) {

  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  public KubernetesOptions {
    requireNonNull(tokenFile, "tokenFile is null");
    requireNonNull(caFile, "caFile is null");
    requireNonNull(labelSelector, "labelSelector is null");
    requireNonNull(podSelector, "podSelector is null");
    checkServer(requireNonNull(server, "server is null"));
    namespaces = namespaces.stream().distinct().toList();
    namespaces.forEach(KubernetesOptions::checkNamespace);
    checkSelector("label selector", labelSelector);
    checkSelector("pod selector", podSelector);
  }

  /** All Services of the API at this address, without a token, and trusting what the JDK trusts. */
  public static KubernetesOptions of(URI server) {
    return new KubernetesOptions(
        server, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  /** Without a pod selector. */
  public KubernetesOptions(
      URI server,
      Optional<Path> tokenFile,
      Optional<Path> caFile,
      List<String> namespaces,
      Optional<String> labelSelector) {
    this(server, tokenFile, caFile, namespaces, labelSelector, Optional.empty());
  }

  /** The same, with pods that match this beside those in slices. */
  public KubernetesOptions withPodSelector(String newPodSelector) {
    return new KubernetesOptions(
        server, tokenFile, caFile, namespaces, labelSelector, Optional.of(newPodSelector));
  }

  /**
   * The API server as a pod finds it: by KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT, with the token and the CA
   * of its service account. All namespaces, no selector.
   *
   * @throws IllegalArgumentException if a variable is missing or wrong; the message says which, and what to give instead
   */
  public static KubernetesOptions inCluster(Map<String, String> environment) {
    String host = required(environment, "KUBERNETES_SERVICE_HOST");
    String port = required(environment, "KUBERNETES_SERVICE_PORT");
    String authority = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return new KubernetesOptions(
        serverOf(authority, port),
        Optional.of(SERVICE_ACCOUNT.resolve("token")),
        Optional.of(SERVICE_ACCOUNT.resolve("ca.crt")),
        List.of(),
        Optional.empty());
  }

  /** What to list and watch one by one; the empty name stands for all namespaces. */
  List<String> scopes() {
    return namespaces.isEmpty() ? List.of("") : namespaces;
  }

  private static String required(Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "");
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          variable + " is not set, so this is no pod of a Kubernetes cluster"
              + " (expected: run in a pod, or give --kubernetes-url, --kubernetes-token-file and --kubernetes-ca-file)");
    }
    return value.strip();
  }

  private static URI serverOf(String authority, String port) {
    try {
      return URI.create("https://" + authority + ":" + Integer.parseInt(port));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT: "
              + Printable.of(authority + ":" + port)
              + " (expected: a host or an IP address, and a port number)",
          e);
    }
  }

  private static void checkServer(URI server) {
    // Without the value: a user in it may come with a password.
    if (server.getRawUserInfo() != null || server.getRawQuery() != null) {
      throw new IllegalArgumentException("Kubernetes API server: its URL holds a user or a query"
          + " (expected: only scheme, host and port; the token goes into a file)");
    }
    boolean http =
        "https".equalsIgnoreCase(server.getScheme()) || "http".equalsIgnoreCase(server.getScheme());
    if (!http || server.getHost() == null || server.getPort() == 0 || server.getPort() > 65535) {
      throw new IllegalArgumentException("Kubernetes API server: " + Printable.of(server.toString())
          + " (expected: https://<host>:<port>)");
    }
  }

  private static void checkSelector(String what, Optional<String> selector) {
    if (selector.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException(
          what + ": empty (expected: none, or for instance app.kubernetes.io/name=redis)");
    }
  }

  private static void checkNamespace(String namespace) {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException("namespace: " + Printable.of(namespace)
          + " (expected: the name of a Kubernetes namespace, shop for instance)");
    }
  }
}
