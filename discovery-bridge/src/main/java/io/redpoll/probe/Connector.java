package io.redpoll.probe;

import io.redpoll.resp.ReplyLimits;
import io.redpoll.resp.RespConnectOptions;
import io.redpoll.resp.RespConnection;
import io.redpoll.resp.RespCredentials;
import io.redpoll.resp.RespTls;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Connects to one endpoint after another address or login, each time with the credentials of that moment. The connections belong
 * to its prober's context, and so to its verticle.
 */
final class Connector {

  private static final Logger LOG = System.getLogger(Connector.class.getName());

  /** Far above any answer to a check: an agent holds no more, whatever is announced to it. */
  private static final ReplyLimits LIMITS = new ReplyLimits(1024 * 1024, 8);

  /** More than checks ever send: those of a frozen server wait, and each round adds a few; a Sentinel is asked of each name. */
  private static final int MAX_IN_FLIGHT = 256;

  private final ContextInternal context;
  private final ProbeOptions options;
  private final Function<String, Optional<RespCredentials>> credentials;

  /** The entry that was missing last, so that it is told once. */
  private String missing = "";

  Connector(
      ContextInternal context,
      ProbeOptions options,
      Function<String, Optional<RespCredentials>> credentials) {
    this.context = context;
    this.options = options;
    this.credentials = credentials;
  }

  Future<RespConnection> connect(ProbeTarget target, Duration timeout) {
    return connect(target, timeout, LIMITS);
  }

  Future<RespConnection> connect(ProbeTarget target, Duration timeout, ReplyLimits limits) {
    Optional<RespTls> tls = target.tls()
        ? Optional.of(new RespTls(target.serverName(), options.caFile()))
        : Optional.empty();
    return RespConnection.connect(
        context,
        new RespConnectOptions(
                target.address(), tls, login(target), clientName(), timeout, MAX_IN_FLIGHT)
            .withReplyLimits(limits));
  }

  private Optional<RespCredentials> login(ProbeTarget target) {
    if (target.credentials().isEmpty()) {
      return Optional.empty();
    }
    Optional<RespCredentials> found = credentials.apply(target.credentials());
    String absent = found.isEmpty() ? target.credentials() : "";
    if (!absent.equals(missing) && !absent.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "redis " + target.address() + ": credentials: " + absent
              + " (expected: the name of an entry in the configuration); checked without login");
    }
    missing = absent;
    return found;
  }

  /** CLIENT LIST shows it; what Redis does not allow in a name is left out. */
  private String clientName() {
    return "redpoll-" + options.observer().replaceAll("[^!-~]", "");
  }
}
