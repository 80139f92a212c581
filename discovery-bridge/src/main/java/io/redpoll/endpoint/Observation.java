package io.redpoll.endpoint;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one agent saw of one endpoint in one check.
 *
 * @param endpoint what was checked
 * @param observer the name of the agent that checked it
 * @param at when the check ended
 * @param finding what it found
 */
public record Observation(EndpointId endpoint, String observer, Instant at, Finding finding) {

  public Observation {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(observer, "observer is null");
    requireNonNull(at, "at is null");
    requireNonNull(finding, "finding is null");
  }

  /** What the process said of itself, if it got that far. */
  public Optional<ReplicationFacts> facts() {
    if (finding instanceof Healthy healthy) {
      return Optional.of(healthy.facts());
    }
    return finding instanceof Impaired impaired ? impaired.facts() : Optional.empty();
  }

  /** The outcome of a check. */
  public sealed interface Finding {

    /** One line for logs and causes, without secrets. */
    String describe();
  }

  /**
   * It answered all that was asked.
   *
   * @param facts what it said of itself
   * @param latency from the write of the check to its last reply
   */
  public record Healthy(ReplicationFacts facts, Duration latency) implements Finding {
    public Healthy {
      requireNonNull(facts, "facts is null");
      requireNonNull(latency, "latency is null");
    }

    @Override
    public String describe() {
      String link = facts.linkUp() ? "" : ", its link to the primary is down";
      return "answered as " + facts.role().label() + link;
    }
  }

  /**
   * It is alive and speaks Redis, but answered with an error or is a proxy.
   *
   * @param kind which
   * @param message its own words, or what it said of itself that limits it
   * @param facts what it said of itself, if it got that far: a server that cannot save still tells its role
   */
  public record Impaired(Impairment kind, String message, Optional<ReplicationFacts> facts)
      implements Finding {
    public Impaired {
      requireNonNull(kind, "kind is null");
      requireNonNull(message, "message is null");
      requireNonNull(facts, "facts is null");
    }

    /** An error that says nothing else. */
    public Impaired(Impairment kind, String message) {
      this(kind, message, Optional.empty());
    }

    @Override
    public String describe() {
      return facts
          .map(known -> "answered as " + known.role().label() + ": " + message)
          .orElse("answered " + message);
    }
  }

  /**
   * It did not answer.
   *
   * @param failure how
   * @param message what went wrong, in words
   */
  public record Unreached(Failure failure, String message) implements Finding {
    public Unreached {
      requireNonNull(failure, "failure is null");
      requireNonNull(message, "message is null");
    }

    @Override
    public String describe() {
      return message;
    }
  }

  /** What an error reply means. */
  public enum Impairment {
    /** It reads its data from disk. */
    LOADING,
    /** A script blocks it. */
    BUSY,
    /** A replica that has lost its primary and serves no stale data. */
    MASTERDOWN,
    /** It wants a password. */
    NOAUTH,
    /** It refuses the password that it got, or the user may not do what a check does. */
    WRONGPASS,
    /** It cannot save, and refuses writes. */
    MISCONF,
    /** It has no memory left, and refuses writes. */
    OOM,
    /** Its cluster does not cover all slots. */
    CLUSTERDOWN,
    /** It has as many clients as it takes. */
    MAX_CLIENTS,
    /** It refuses ROLE, as proxies do. */
    PROXY,
    /** It answered something that no Redis answers. */
    OTHER
  }

  /** How an endpoint was not reached. */
  public enum Failure {
    /** Nobody listens there: hard evidence. */
    REFUSED(true),
    /** The connection was open and broke: hard evidence. */
    CLOSED(true),
    /** No answer in time: soft evidence, the path may be at fault. */
    TIMEOUT(false),
    /** No route, no such host, no permission to connect: soft evidence. */
    NO_PATH(false),
    /** What came was not RESP, or the TLS handshake failed. */
    PROTOCOL(false);

    private final boolean hard;

    Failure(boolean hard) {
      this.hard = hard;
    }

    /** Whether it proves that the process is gone, rather than the path to it. */
    public boolean hard() {
      return hard;
    }
  }
}
