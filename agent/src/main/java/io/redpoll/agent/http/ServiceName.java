package io.redpoll.agent.http;

import io.redpoll.endpoint.ServiceId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the name of a Service out of a request: only what Kubernetes allows, so nothing encoded, and no dots that climb. */
final class ServiceName {

  private static final String WORD = "([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)";
  private static final Pattern NAME = Pattern.compile(WORD + "/" + WORD);

  private ServiceName() {}

  /** Reads {@code namespace/name}; empty if it is none. */
  static Optional<ServiceId> parse(String text) {
    Matcher name = NAME.matcher(text);
    return name.matches()
        ? Optional.of(new ServiceId(name.group(1), name.group(2)))
        : Optional.empty();
  }
}
