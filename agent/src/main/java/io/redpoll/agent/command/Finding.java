package io.redpoll.agent.command;

import static java.util.Objects.requireNonNull;

/**
 * One thing that was checked before deploying.
 *
 * @param level how it is
 * @param subject what was checked, in a word or two
 * @param text how it is, and where it is not well what to do; without secrets
 */
public record Finding(Level level, String subject, String text) {

  public Finding {
    requireNonNull(level, "level is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(text, "text is null");
  }

  /** How a thing is that was checked. */
  public enum Level {
    /** As it should be. */
    OK("ok  "),
    /** The agent works, but perhaps not as wished. */
    WARN("warn"),
    /** The agent does not work. */
    FAIL("FAIL");

    private final String label;

    Level(String label) {
      this.label = label;
    }
  }

  public static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text);
  }

  public static Finding warn(String subject, String text) {
    return new Finding(Level.WARN, subject, text);
  }

  public static Finding fail(String subject, String text) {
    return new Finding(Level.FAIL, subject, text);
  }

  /** One line. */
  @Override
  public String toString() {
    return level.label + "  " + subject + ": " + text;
  }
}
