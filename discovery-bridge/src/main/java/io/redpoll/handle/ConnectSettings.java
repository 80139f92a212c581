package io.redpoll.handle;

import io.redpoll.endpoint.HostAndPort;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.resp.RespConnectOptions;
import io.redpoll.resp.RespCredentials;
import io.redpoll.resp.RespTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How to connect to the endpoints of a Service: handles that agree on it share connections.
 *
 * @param service the Service
 * @param timeout for each connection to stand
 * @param credentials by the name that the Service's label says
 * @param tlsServerName the name in its certificates, empty for that of the pod, {@link io.redpoll.endpoint.Endpoint#dnsName}
 * @param tlsCaFile the authorities to trust
 */
record ConnectSettings(
    ServiceId service,
    Duration timeout,
    Map<String, Credentials> credentials,
    String tlsServerName,
    Optional<Path> tlsCaFile) {

  /** What CLIENT LIST of a server shows. */
  private static final String CLIENT_NAME = "redpoll";

  /** More than this in flight on one connection is a server that does not keep up. */
  private static final int MAX_IN_FLIGHT = 16_384;

  static ConnectSettings of(RedisHandleOptions options, ServiceId service) {
    return new ConnectSettings(
        service,
        options.getConnectTimeout(),
        options.getCredentials(),
        options.getTlsServerName(),
        options.getTlsCaFile());
  }

  /** How to connect to {@code address}, called {@code dnsName}, now. Fails if the credentials that the Service's label names are missing. */
  Future<RespConnectOptions> connectOptions(
      Vertx vertx, HostAndPort address, String dnsName, ServiceSettings settings) {
    return credentials(vertx, settings.credentials())
        .map(login -> new RespConnectOptions(
            address, tls(dnsName, settings), login, CLIENT_NAME, timeout, MAX_IN_FLIGHT));
  }

  private Optional<RespTls> tls(String dnsName, ServiceSettings settings) {
    String name = tlsServerName.isEmpty() ? dnsName : tlsServerName;
    return settings.tls() ? Optional.of(new RespTls(name, tlsCaFile)) : Optional.empty();
  }

  private Future<Optional<RespCredentials>> credentials(Vertx vertx, String label) {
    String name = label.isEmpty() ? RedisHandleOptions.DEFAULT_CREDENTIALS : label;
    Credentials entry = credentials.get(name);
    if (entry != null) {
      return entry.read(vertx).map(Optional::of);
    }
    return label.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture("the label redpoll.io/credentials of Service " + service + " says "
            + label + ", which the options have no credentials for (known: "
            + credentials.keySet() + ")");
  }
}
