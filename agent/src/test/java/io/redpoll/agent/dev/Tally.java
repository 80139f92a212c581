package io.redpoll.agent.dev;

import java.util.Map;
import java.util.TreeMap;

/** How many commands were done and failed. Belongs to the event loop of the dev mode. */
final class Tally {

  private final Map<String, Long> failures = new TreeMap<>();
  private long done;

  void done() {
    done++;
  }

  void failed(Throwable cause) {
    failures.merge(cause.getClass().getSimpleName(), 1L, Long::sum);
  }

  long doneSoFar() {
    return done;
  }

  long failedSoFar() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The failures so far by kind of exception. */
  Map<String, Long> failures() {
    return Map.copyOf(failures);
  }
}
