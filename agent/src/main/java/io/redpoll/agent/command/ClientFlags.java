package io.redpoll.agent.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The flags of a command that asks an agent.
 *
 * @param values by flag; that of a flag without a value is empty
 * @param problems what is wrong with them, one line each
 */
record ClientFlags(Map<String, String> values, List<String> problems) {

  static final String URL = "--url";
  static final String HELP = "--help";
  static final String DEFAULT_URL = "http://127.0.0.1:8080";

  /**
   * Reads them.
   *
   * @param known the flags there are, each with whether it takes a value
   */
  static ClientFlags parse(List<String> words, Map<String, Boolean> known) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).equals("-h") ? HELP : words.get(i);
      int equals = word.indexOf('=');
      String flag = equals < 0 ? word : word.substring(0, equals);
      if (!known.containsKey(flag)) {
        problems.add(
            printable(flag) + ": unknown (expected: " + String.join(", ", known.keySet()) + ")");
      } else if (!known.get(flag)) {
        values.put(flag, "");
      } else if (equals > 0) {
        values.put(flag, word.substring(equals + 1));
      } else if (i + 1 < words.size() && !words.get(i + 1).startsWith("-")) {
        values.put(flag, words.get(++i));
      } else {
        problems.add(flag + ": no value");
      }
    }
    return new ClientFlags(values, problems);
  }

  boolean has(String flag) {
    return values.containsKey(flag);
  }

  Optional<String> value(String flag) {
    return Optional.ofNullable(values.get(flag));
  }

  static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 100 ? line.substring(0, 100) + "..." : line;
  }
}
