package io.redpoll.resp;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to verify a server that speaks TLS. It is always verified.
 *
 * @param serverName the name to ask for (SNI) and to find in its certificate; empty to verify the address itself
 * @param caFile PEM file of the authorities to trust; those of the JVM if absent
 */
public record RespTls(String serverName, Optional<Path> caFile) {

  public RespTls {
    requireNonNull(serverName, "serverName is null");
    requireNonNull(caFile, "caFile is null");
  }
}
