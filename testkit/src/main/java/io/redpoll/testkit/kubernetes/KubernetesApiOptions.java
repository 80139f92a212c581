package io.redpoll.testkit.kubernetes;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How the API is served.
 *
 * @param tls whether by HTTPS, with a certificate from an authority of its own ({@link KubernetesApi#caFile()})
 * @param token the bearer token to ask for; empty to ask for none
 * @param port the port on 127.0.0.1; 0 for any free one
 * @param streamingLists whether a watch may start with {@code sendInitialEvents=true}, as servers since 1.34 allow
 * @param bookmarkInterval how often a watch gets a bookmark
 * @param history how many changes are kept for watches that start in the past
 */
public record KubernetesApiOptions(
    boolean tls,
    Optional<String> token,
    int port,
    boolean streamingLists,
    Duration bookmarkInterval,
    int history) {

  /** Plain HTTP on any free port, no token. */
  public static final KubernetesApiOptions DEFAULT =
      new KubernetesApiOptions(false, Optional.empty(), 0, true, Duration.ofMinutes(1), 10_000);

  public KubernetesApiOptions {
    requireNonNull(token, "token is null");
    requireNonNull(bookmarkInterval, "bookmarkInterval is null");
    if (token.isPresent() && token.get().isBlank()) {
      throw new IllegalArgumentException("token: blank (expected: a token, or none)");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    if (bookmarkInterval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "bookmarkInterval: " + bookmarkInterval + " (expected: 1 ms or more)");
    }
    if (history < 0) {
      throw new IllegalArgumentException("history: " + history + " (expected: 0 or more)");
    }
  }

  public KubernetesApiOptions withTls(boolean newTls) {
    return new KubernetesApiOptions(newTls, token, port, streamingLists, bookmarkInterval, history);
  }

  public KubernetesApiOptions withToken(String newToken) {
    return new KubernetesApiOptions(
        tls, Optional.of(newToken), port, streamingLists, bookmarkInterval, history);
  }

  public KubernetesApiOptions withPort(int newPort) {
    return new KubernetesApiOptions(tls, token, newPort, streamingLists, bookmarkInterval, history);
  }

  public KubernetesApiOptions withStreamingLists(boolean newStreamingLists) {
    return new KubernetesApiOptions(tls, token, port, newStreamingLists, bookmarkInterval, history);
  }

  public KubernetesApiOptions withBookmarkInterval(Duration newBookmarkInterval) {
    return new KubernetesApiOptions(tls, token, port, streamingLists, newBookmarkInterval, history);
  }

  public KubernetesApiOptions withHistory(int newHistory) {
    return new KubernetesApiOptions(tls, token, port, streamingLists, bookmarkInterval, newHistory);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "KubernetesApiOptions[tls=" + tls + ", token=" + (token.isPresent() ? "***" : "none")
        + ", port=" + port + ", streamingLists=" + streamingLists + ", bookmarkInterval="
        + bookmarkInterval + ", history=" + history + "]";
  }
}
