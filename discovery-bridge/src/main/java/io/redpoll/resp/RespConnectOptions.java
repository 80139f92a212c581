package io.redpoll.resp;

import static java.util.Objects.requireNonNull;

import io.redpoll.endpoint.HostAndPort;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how to connect.
 *
 * @param address the server
 * @param tls how to verify it; plain TCP if absent
 * @param credentials who to log in as; nobody if absent
 * @param clientName what CLIENT LIST shows; empty for none
 * @param connectTimeout for TCP, TLS, and the handshake together
 * @param sendLimits how much may wait for replies, above which commands are refused
 * @param replyLimits how large a reply may be, above which the connection ends
 */
public record RespConnectOptions(
    HostAndPort address,
    Optional<RespTls> tls,
    Optional<RespCredentials> credentials,
    String clientName,
    Duration connectTimeout,
    SendLimits sendLimits,
    ReplyLimits replyLimits) {

  public RespConnectOptions {
    requireNonNull(address, "address is null");
    requireNonNull(tls, "tls is null");
    requireNonNull(credentials, "credentials is null");
    requireNonNull(sendLimits, "sendLimits are null");
    requireNonNull(replyLimits, "replyLimits are null");
    if (!clientName.chars().allMatch(c -> c >= '!' && c <= '~')) {
      throw new IllegalArgumentException(
          "clientName: " + clientName + " (expected: printable ASCII without spaces)");
    }
    if (connectTimeout.toMillis() < 1 || connectTimeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "connectTimeout: " + connectTimeout + " (expected: 1 ms to 24 days)");
    }
  }

  /** So many commands may wait for replies; the other limits are the defaults. */
  public RespConnectOptions(
      HostAndPort address,
      Optional<RespTls> tls,
      Optional<RespCredentials> credentials,
      String clientName,
      Duration connectTimeout,
      int maxInFlight) {
    this(
        address,
        tls,
        credentials,
        clientName,
        connectTimeout,
        SendLimits.ofCommands(maxInFlight),
        ReplyLimits.DEFAULT);
  }

  /** The same with these limits for what is sent. */
  public RespConnectOptions withSendLimits(SendLimits limits) {
    return new RespConnectOptions(
        address, tls, credentials, clientName, connectTimeout, limits, replyLimits);
  }

  /** The same with these limits for replies. */
  public RespConnectOptions withReplyLimits(ReplyLimits limits) {
    return new RespConnectOptions(
        address, tls, credentials, clientName, connectTimeout, sendLimits, limits);
  }
}
