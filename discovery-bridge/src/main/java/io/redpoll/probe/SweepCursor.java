package io.redpoll.probe;

import io.redpoll.endpoint.SweepStep;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a walk over all databases of a process is; in words {@code <database>:<cursor>}. The databases are walked in the order
 * of their numbers.
 *
 * @param database its number
 * @param cursor the server's own: "0" where the database starts
 */
record SweepCursor(int database, String cursor) {

  private static final Pattern FORM = Pattern.compile("\\d{1,9}:\\d{1,20}");

  /**
   * Where the cursor of a step is.
   *
   * @param databases those that hold keys, ascending
   * @return empty if the walk is over, since there is nothing
   */
  static Optional<SweepCursor> parse(String text, List<Integer> databases) {
    if (text.equals(SweepStep.START)) {
      return firstFrom(0, databases);
    }
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("cursor: " + text + " (expected: " + SweepStep.START
          + ", or <database>:<cursor> as a step before answered it)");
    }
    String[] parts = text.split(":", -1);
    return Optional.of(new SweepCursor(Integer.parseInt(parts[0]), parts[1]));
  }

  /** Where the walk goes on after SCAN answered {@code next}; empty if it is over. */
  Optional<SweepCursor> then(String next, List<Integer> databases) {
    return next.equals("0")
        ? firstFrom(database + 1, databases)
        : Optional.of(new SweepCursor(database, next));
  }

  private static Optional<SweepCursor> firstFrom(int lowest, List<Integer> databases) {
    return databases.stream()
        .filter(database -> database >= lowest)
        .findFirst()
        .map(database -> new SweepCursor(database, "0"));
  }

  @Override
  public String toString() {
    return database + ":" + cursor;
  }
}
