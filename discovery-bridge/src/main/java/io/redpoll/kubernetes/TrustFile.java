package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The certificates to trust, read from their file before each request and each minute, so that connections trust what it
 * says. A file that is missing or broken for a moment is bridged with what it said before. It belongs to the context
 * of its source.
 */
final class TrustFile {

  private final Vertx vertx;
  private final HttpClientAgent http;
  private final Optional<Path> path;
  private final Runnable changed;
  private Buffer trusted = Buffer.buffer();

  /**
   * What this client is to trust; what the JDK trusts if there is no file.
   *
   * @param changed runs when something else is trusted than was before
   */
  TrustFile(Vertx vertx, HttpClientAgent http, Optional<Path> path, Runnable changed) {
    this.vertx = vertx;
    this.http = http;
    this.path = path;
    this.changed = changed;
  }

  /** Brings the client up to date. Fails with an {@link ApiFailure} if there never was anything to trust. */
  Future<Void> apply() {
    if (path.isEmpty()) {
      return Future.succeededFuture();
    }
    return vertx
        .fileSystem()
        .readFile(path.get().toString())
        .otherwise(unreadable -> Buffer.buffer())
        .compose(pem ->
            trusted.length() > 0 && pem.equals(trusted) ? Future.succeededFuture() : replace(pem));
  }

  private Future<Void> replace(Buffer pem) {
    PemTrustOptions certificates = new PemTrustOptions().addCertValue(pem);
    String fault = fault(pem, certificates);
    if (fault.isEmpty()) {
      ClientSSLOptions ssl = new ClientSSLOptions()
          .setHostnameVerificationAlgorithm("HTTPS")
          .setUseAlpn(true)
          .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
          .setTrustOptions(certificates);
      return http.updateSSLOptions(ssl).onSuccess(updated -> updated(pem)).mapEmpty();
    }
    return trusted.length() > 0
        ? Future.succeededFuture()
        : Future.failedFuture(new ApiFailure(
            Kind.UNTRUSTED,
            "CA file " + path.get() + " " + fault + " (expected: PEM certificates)"));
  }

  private void updated(Buffer pem) {
    boolean first = trusted.length() == 0;
    trusted = pem;
    if (!first) {
      changed.run();
    }
  }

  /** Looks before it is used: the client itself would only find out with its next connection. */
  private String fault(Buffer pem, PemTrustOptions certificates) {
    if (pem.length() == 0) {
      return "is missing or empty";
    }
    try {
      return certificates.getTrustManagerFactory(vertx) == null ? "cannot be used" : "";
    } catch (Exception unusable) {
      return "cannot be used: " + unusable.getMessage();
    }
  }
}
