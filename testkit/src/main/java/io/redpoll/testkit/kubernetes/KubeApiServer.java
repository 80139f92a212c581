package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real kube-apiserver with its etcd on loopback, with RBAC on, for those who want to know what a real one does.
 *
 * <p>The binaries come from the folder that {@code KUBEBUILDER_ASSETS} names, as for controller-runtime's envtest; its
 * start flags are followed, and none is used that any version from 1.26 on does not have. Two users are known by static
 * tokens: one of the group {@code system:masters}, and the service account that the caller names. Its methods block.
 */
public final class KubeApiServer implements AutoCloseable {

  /** The variable that names the folder with {@code etcd} and {@code kube-apiserver}. */
  public static final String ASSETS = "KUBEBUILDER_ASSETS";

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String HOST = "127.0.0.1";

  private final Path directory;
  private final CredentialFiles credentials = CredentialFiles.create();
  private final String adminToken = UUID.randomUUID().toString();
  private final List<Process> processes = new ArrayList<>();
  private final int port = FreePort.next();
  private final HttpClient http;

  private KubeApiServer(Path assets, String serviceAccount) throws IOException {
    directory = Files.createTempDirectory("redpoll-kube-apiserver-");
    CertificateAuthority authority = new CertificateAuthority(Instant.now());
    credentials.write(credentials.caFile(), authority.certificatePem());
    String token = UUID.randomUUID().toString();
    credentials.write(credentials.tokenFile(), token);
    http = trusting(authority);
    String namespace = serviceAccount.substring(0, serviceAccount.indexOf(':'));
    write(
        "tokens.csv",
        adminToken + ",admin,admin,\"system:masters\"\n" + token + ",system:serviceaccount:"
            + serviceAccount + ",agent,\"system:serviceaccounts,system:serviceaccounts:"
            + namespace + "\"\n");
    write("tls", authority.server());
    // Its certificate stands for its public key, which is all that is looked at.
    write("sa", authority.server());
    int etcd = FreePort.next();
    run(assets, "etcd", EnvtestFlags.etcd(directory, etcd, FreePort.next()));
    run(assets, "kube-apiserver", EnvtestFlags.apiServer(directory, HOST, port, etcd));
  }

  /** The folder with the binaries, if the variable names one. */
  public static Optional<Path> assets(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(ASSETS))
        .filter(s -> !s.isBlank())
        .map(Path::of);
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param assets the folder with the binaries
   * @param serviceAccount whose token {@link #tokenFile()} holds: {@code namespace:name}
   * @throws IllegalStateException if it does not get ready; the message ends with what it said last
   */
  public static KubeApiServer start(Path assets, String serviceAccount) {
    try {
      KubeApiServer server = new KubeApiServer(assets, serviceAccount);
      try {
        server.awaitReady();
        return server;
      } catch (RuntimeException failed) {
        server.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Where it is served: {@code https://127.0.0.1:port}. */
  public String uri() {
    return "https://" + HOST + ":" + port;
  }

  /** The certificate to trust. */
  public Path caFile() {
    return credentials.caFile();
  }

  /** The file with the token of the service account. */
  public Path tokenFile() {
    return credentials.tokenFile();
  }

  /**
   * Creates what a manifest says, as its administrator.
   *
   * @param path where objects of its kind are created, {@code /apis/rbac.authorization.k8s.io/v1/clusterroles}
   * @param manifest YAML or JSON, one object
   */
  public void create(String path, String manifest) {
    expect(200, send("POST", path, manifest), path);
  }

  /**
   * Creates or replaces an object, as its administrator; without uid and resource version, which are the server's.
   *
   * @param path of the objects of its kind and namespace
   * @return what is stored
   */
  public JsonObject apply(String path, JsonObject object) {
    JsonObject json = object.copy();
    JsonObject metadata = json.getJsonObject("metadata");
    metadata.remove("uid");
    metadata.remove("resourceVersion");
    String one = path + "/" + metadata.getString("name");
    HttpResponse<String> before = send("GET", one, "");
    if (before.statusCode() == 404) {
      return expect(201, send("POST", path, json.encode()), path);
    }
    JsonObject known = expect(200, before, one).getJsonObject("metadata");
    metadata.put("resourceVersion", known.getString("resourceVersion"));
    return expect(200, send("PUT", one, json.encode()), one);
  }

  /** Deletes an object, as its administrator. */
  public void delete(String path) {
    expect(200, send("DELETE", path, ""), path);
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      Process process = processes.get(i);
      process.destroy();
      process
          .onExit()
          .orTimeout(20, TimeUnit.SECONDS)
          .exceptionally(late -> process.destroyForcibly())
          .join();
    }
    credentials.delete();
    CredentialFiles.deleteTreeQuietly(directory);
  }

  private void awaitReady() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String state;
      try {
        HttpResponse<String> answer = send("GET", "/readyz", "");
        state = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() == 200) {
          return;
        }
      } catch (UncheckedIOException notYet) {
        state = notYet.getMessage();
      }
      boolean ended = processes.stream().anyMatch(process -> !process.isAlive());
      if (ended || System.nanoTime() - end > 0) {
        throw new IllegalStateException("kube-apiserver: "
            + (ended ? "ended" : "not ready within " + PATIENCE.toSeconds() + " s") + ": " + state
            + "\n" + lastWords());
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private String lastWords() {
    StringBuilder words = new StringBuilder();
    for (String name : List.of("etcd", "kube-apiserver")) {
      try {
        List<String> lines = Files.readAllLines(directory.resolve(name + ".log"));
        lines
            .subList(Math.max(0, lines.size() - 10), lines.size())
            .forEach(line -> words.append(name).append(": ").append(line).append('\n'));
      } catch (IOException silent) {
        words.append(name).append(": said nothing\n");
      }
    }
    return words.toString();
  }

  private void run(Path assets, String name, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(assets.resolve(name).toString());
    command.addAll(flags);
    processes.add(new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(name + ".log").toFile())
        .start());
  }

  private void write(String name, CertificateAuthority.KeyAndCertificate pair) throws IOException {
    write(name + ".key", pair.key());
    write(name + ".crt", pair.certificate());
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(directory.resolve(name), content);
  }

  private HttpResponse<String> send(String method, String path, String body) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(uri() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + adminToken)
        .header("Content-Type", body.startsWith("{") ? "application/json" : "application/yaml")
        .header("Accept", "application/json")
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static JsonObject expect(int status, HttpResponse<String> answer, String path) {
    // Both mean success: which one depends on whether it was there before.
    boolean good = answer.statusCode() == status || answer.statusCode() == 201;
    if (!good) {
      throw new IllegalStateException(
          path + ": " + answer.statusCode() + " " + answer.body() + " (expected: " + status + ")");
    }
    return new JsonObject(answer.body());
  }

  private static HttpClient trusting(CertificateAuthority authority) {
    try {
      return HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(5))
          .sslContext(authority.trustingContext())
          .build();
    } catch (GeneralSecurityException | IOException broken) {
      throw new IllegalStateException("TLS: not usable (expected: a standard JDK 17)", broken);
    }
  }
}
