package io.redpoll.agent;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * One option: the same in the file, the environment and the flags.
 *
 * @param path its path in the JSON file, {@code http.port} for instance
 * @param kind what values it takes
 * @param fallback its default
 * @param help one line for {@code --help}
 * @param <T> the type of its value
 */
record Key<T>(String path, Kind<T> kind, T fallback, String help) {

  Key {
    requireNonNull(path, "path is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(fallback, "fallback is null");
    requireNonNull(help, "help is null");
  }

  /** {@code REDPOLL_HTTP_PORT} for {@code http.port}. */
  String variable() {
    return "REDPOLL_" + words("_").toUpperCase(Locale.ROOT);
  }

  /** {@code --http-port} for {@code http.port}. */
  String flag() {
    return "--" + words("-");
  }

  private String words(String separator) {
    return path.replaceAll("([a-z0-9])([A-Z])", "$1" + separator + "$2")
        .replace(".", separator)
        .toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return path;
  }
}
