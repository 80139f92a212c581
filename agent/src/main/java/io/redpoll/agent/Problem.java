package io.redpoll.agent;

import java.util.Collection;

/**
 * Something wrong with the options, on one line: what, its value, what was expected, where it came from.
 *
 * @param text the line, without secrets
 */
record Problem(String text) {

  /** A value that does not fit its key. */
  static Problem value(Key<?> key, Object value, String source) {
    String shown = key.kind().shown() ? printable(String.valueOf(value)) : "(value not shown)";
    return new Problem(key.path() + ": " + shown + " (expected: " + key.kind().expected()
        + "; from " + source + ")");
  }

  /** A name that no key has. Its value is not shown: who knows what it was meant for. */
  static Problem unknown(String what, String name, Collection<String> known, String source) {
    String nearest =
        Nearest.to(name, known).map(word -> "; did you mean " + word + "?").orElse("");
    return new Problem(printable(name) + ": unknown " + what + " (from " + source + nearest + ")");
  }

  /** Text that may come from anywhere, made fit for one line. */
  static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 200 ? line.substring(0, 200) + "..." : line;
  }

  @Override
  public String toString() {
    return text;
  }
}
