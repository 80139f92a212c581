package io.redpoll.probe;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to check.
 *
 * @param interval from check to check of one endpoint
 * @param timeout for one check, connecting included; not longer than the interval
 * @param observer the name under which this prober tells what it saw, and by which Redis lists its connections
 * @param caFile PEM file of the authorities to trust where an endpoint speaks TLS; those of the JVM if absent
 */
public record ProbeOptions(
    Duration interval, Duration timeout, String observer, Optional<Path> caFile) {

  public ProbeOptions {
    requireNonNull(observer, "observer is null");
    requireNonNull(caFile, "caFile is null");
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: at least 1 ms)");
    }
    if (interval.compareTo(timeout) < 0) {
      throw new IllegalArgumentException(
          "interval: " + interval + " (expected: not shorter than the timeout, " + timeout + ")");
    }
  }

  /** A check each second that may take half of one. */
  public static ProbeOptions of(String observer) {
    return new ProbeOptions(
        Duration.ofSeconds(1), Duration.ofMillis(500), observer, Optional.empty());
  }

  /**
   * For a second look at one that was silent for a whole timeout, by whom ever and over a new connection: half a timeout, so that a
   * frozen process is known within two seconds by default. One that is alive answers a newcomer within milliseconds.
   */
  Duration secondLook() {
    return timeout.dividedBy(2);
  }

  /** The same for another observer. */
  public ProbeOptions withObserver(String newObserver) {
    return new ProbeOptions(interval, timeout, newObserver, caFile);
  }
}
