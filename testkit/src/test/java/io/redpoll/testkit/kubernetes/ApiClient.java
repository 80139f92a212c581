package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A client that shares no code with the server: the JDK's, which verifies certificates and names. */
final class ApiClient {

  static final String SLICES = "/apis/discovery.k8s.io/v1/endpointslices";
  static final String PODS = "/api/v1/pods";

  private final HttpClient http;
  private final String uri;
  private final List<String> headers;

  private ApiClient(HttpClient http, String uri, List<String> headers) {
    this.http = http;
    this.uri = uri;
    this.headers = headers;
  }

  static ApiClient of(KubernetesApi api) {
    return new ApiClient(
        HttpClient.newBuilder().version(Version.HTTP_1_1).build(), api.uri(), List.of());
  }

  static ApiClient trusting(Path caFile, String uri, Version version) {
    HttpClient http =
        HttpClient.newBuilder().version(version).sslContext(context(caFile)).build();
    return new ApiClient(http, uri, List.of());
  }

  ApiClient with(String header, String value) {
    return new ApiClient(
        http, uri, Stream.concat(headers.stream(), Stream.of(header, value)).toList());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  JsonObject json(String path) throws IOException, InterruptedException {
    return new JsonObject(get(path).body());
  }

  int status(String path) throws IOException, InterruptedException {
    return get(path).statusCode();
  }

  int post(String path) throws IOException, InterruptedException {
    HttpRequest post =
        request(path).POST(HttpRequest.BodyPublishers.ofString("{}")).build();
    return http.send(post, BodyHandlers.discarding()).statusCode();
  }

  /** Returns when the headers are there. */
  Watch watch(String path) throws IOException, InterruptedException {
    return new Watch(http.send(request(path).build(), BodyHandlers.ofInputStream()));
  }

  static List<String> names(JsonObject list) {
    return list.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getJsonObject("metadata").getString("name"))
        .toList();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(uri + path));
    return headers.isEmpty() ? builder : builder.headers(headers.toArray(String[]::new));
  }

  private static SSLContext context(Path caFile) {
    try (InputStream pem = Files.newInputStream(caFile)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException failed) {
      throw new AssertionError(caFile + " is no certificate", failed);
    }
  }
}
