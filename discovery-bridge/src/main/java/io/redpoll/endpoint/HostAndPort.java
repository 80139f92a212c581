package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

/**
 * An address as Redis and Kubernetes report it: an IP address or a name, and a port.
 *
 * @param host an IPv4 or IPv6 address without brackets, or a host name
 * @param port 0 to 65535; Redis reports 0 for a primary that it does not know
 */
public record HostAndPort(String host, int port) {

  public HostAndPort {
    requireNonNull(host, "host is null");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }

  /** As in a URI: an IPv6 address stands in brackets. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
