package io.redpoll.agent.command;

import io.redpoll.kubernetes.KubernetesOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks the Kubernetes API whether it can be reached and whether the account may do what an agent does. It asks as
 * {@code kubectl auth can-i} does, by SelfSubjectAccessReview, which every account may create; nothing is changed.
 */
public final class ApiCheck {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  private final KubernetesOptions options;
  private final List<Finding> findings = new ArrayList<>();

  private ApiCheck(KubernetesOptions options) {
    this.options = options;
  }

  /** Checks, and blocks until all is known. */
  public static List<Finding> run(KubernetesOptions options) {
    ApiCheck check = new ApiCheck(options);
    check.run();
    return List.copyOf(check.findings);
  }

  private void run() {
    Optional<String> token;
    HttpClient http;
    try {
      token = token();
      http = client();
    } catch (CommandException e) {
      findings.add(Finding.fail("kubernetes", e.getMessage()));
      return;
    }
    if (reached(http, token)) {
      List<String> namespaces = options.namespaces().isEmpty() ? List.of("") : options.namespaces();
      for (String namespace : namespaces) {
        rights(http, token, namespace, "discovery.k8s.io", "endpointslices");
        if (options.podSelector().isPresent()) {
          rights(http, token, namespace, "", "pods");
        }
      }
    }
  }

  private boolean reached(HttpClient http, Optional<String> token) {
    try {
      HttpResponse<String> answer =
          http.send(request("/version", token).build(), BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        findings.add(Finding.ok("kubernetes", options.server() + " answers"));
        return true;
      }
      findings.add(Finding.fail("kubernetes", refusal(answer.statusCode())));
    } catch (SSLException e) {
      findings.add(Finding.fail(
          "kubernetes",
          options.server() + ": its certificate is not trusted: " + line(e)
              + " (expected: one of the authority in kubernetes.caFile"
              + options.caFile().map(file -> ", " + file).orElse(", which is not set") + ")"));
    } catch (IOException e) {
      findings.add(Finding.fail(
          "kubernetes",
          options.server() + " cannot be reached: " + line(e)
              + " (expected: an API server; kubernetes.url names another)"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      findings.add(Finding.fail("kubernetes", "interrupted"));
    }
    return false;
  }

  private String refusal(int status) {
    String file = options.tokenFile().map(Path::toString).orElse("none");
    return status == 401
        ? options.server()
            + " does not know the token (expected: a valid one in kubernetes.tokenFile, " + file
            + ")"
        : options.server() + " answered with status " + status + " (expected: 200)";
  }

  private void rights(
      HttpClient http, Optional<String> token, String namespace, String group, String resource) {
    String where = namespace.isEmpty() ? "in all namespaces" : "in namespace " + namespace;
    List<String> missing = new ArrayList<>();
    try {
      for (String verb : List.of("get", "list", "watch")) {
        if (!allowed(http, token, attributes(namespace, verb, group, resource))) {
          missing.add(verb);
        }
      }
    } catch (CommandException e) {
      findings.add(Finding.warn("rights", e.getMessage()));
      return;
    }
    findings.add(
        missing.isEmpty()
            ? Finding.ok("rights", "may get, list and watch " + resource + " " + where)
            : Finding.fail(
                "rights",
                "may not " + String.join(", ", missing) + " " + resource + " " + where
                    + " (expected: get, list and watch; "
                    + remedy(namespace, resource) + ")"));
  }

  private static String remedy(String namespace, String resource) {
    String cluster = resource.equals("pods")
        ? "add pods to the ClusterRole, or leave kubernetes.podSelector empty"
        : "apply k8s/clusterrole.yaml, or name the namespaces in kubernetes.namespaces";
    return namespace.isEmpty() ? cluster : "bind a Role with them there to the agent's account";
  }

  private static JsonObject attributes(
      String namespace, String verb, String group, String resource) {
    return new JsonObject()
        .put("namespace", namespace)
        .put("verb", verb)
        .put("group", group)
        .put("resource", resource);
  }

  private boolean allowed(HttpClient http, Optional<String> token, JsonObject attributes) {
    JsonObject review = new JsonObject()
        .put("apiVersion", "authorization.k8s.io/v1")
        .put("kind", "SelfSubjectAccessReview")
        .put("spec", new JsonObject().put("resourceAttributes", attributes));
    HttpRequest request = request(REVIEWS, token)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(review.encode()))
        .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new CommandException(
            "cannot be asked for: status " + answer.statusCode()
                + " to a SelfSubjectAccessReview (expected: 201)",
            ExitCode.FAILED);
      }
      return new JsonObject(answer.body()).getJsonObject("status").getBoolean("allowed");
    } catch (IOException | DecodeException | ClassCastException | NullPointerException e) {
      throw new CommandException("cannot be asked for: " + line(e), ExitCode.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted", ExitCode.FAILED);
    }
  }

  private HttpRequest.Builder request(String path, Optional<String> token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(options.server().resolve(path))
        .timeout(TIMEOUT)
        .header("Accept", "application/json");
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private Optional<String> token() {
    return options.tokenFile().map(file -> {
      try {
        return Files.readString(file).strip();
      } catch (IOException e) {
        throw unreadable("kubernetes.tokenFile", file, "a file with a bearer token");
      }
    });
  }

  private HttpClient client() {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(TIMEOUT);
    options.caFile().ifPresent(file -> builder.sslContext(trusting(file)));
    return builder.build();
  }

  private static SSLContext trusting(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable("kubernetes.caFile", file, "a PEM file with certificates");
    }
  }

  private static CommandException unreadable(String key, Path file, String expected) {
    return new CommandException(
        key + ": " + file + " cannot be read (expected: " + expected + ")", ExitCode.FAILED);
  }

  private static String line(Exception e) {
    Throwable telling = e;
    while (telling.getMessage() == null && telling.getCause() != null) {
      telling = telling.getCause();
    }
    String message = telling.getMessage();
    return message == null
        ? telling.getClass().getSimpleName()
        : message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
