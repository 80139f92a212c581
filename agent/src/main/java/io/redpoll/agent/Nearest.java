package io.redpoll.agent;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word that a mistyped one is nearest to. */
final class Nearest {

  private Nearest() {}

  /** The word of {@code known} with the fewest letters to change; empty if all are far. */
  static Optional<String> to(String word, Collection<String> known) {
    return known.stream()
        .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
            .thenComparing(Comparator.naturalOrder()))
        .filter(candidate -> distance(word, candidate) <= Math.max(2, candidate.length() / 2));
  }

  /** Levenshtein's distance: insertions, deletions and replacements that lead from one to the other. */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
