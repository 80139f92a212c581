package io.redpoll.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands on the command line: {@code [agent] [--flag value | --flag=value ...]}.
 *
 * @param help whether {@code --help} was given
 * @param version whether {@code --version} was given
 * @param conf the path of the configuration file, if given; empty text if its flag has no value
 * @param flags the other flags with their values, in their order; a flag without a value has an empty one
 * @param strangers words that are neither a command nor a flag
 */
record Arguments(
    boolean help,
    boolean version,
    Optional<String> conf,
    Map<String, Optional<String>> flags,
    List<String> strangers) {

  static final String CONF = "--conf";
  static final String HELP = "--help";
  static final String VERSION = "--version";

  static Arguments parse(List<String> words) {
    Map<String, Optional<String>> flags = new LinkedHashMap<>();
    List<String> strangers = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      if (!word.startsWith("-")) {
        strangers.add(word);
      } else if (equals > 0) {
        flags.put(word.substring(0, equals), Optional.of(word.substring(equals + 1)));
      } else if (takesNoValue(word) || i + 1 == words.size() || words.get(i + 1).startsWith("-")) {
        flags.put(word, Optional.empty());
      } else {
        flags.put(word, Optional.of(words.get(++i)));
      }
    }
    if (!words.isEmpty() && words.get(0).equals("agent")) {
      strangers.remove(0);
    }
    boolean help = flags.keySet().removeAll(List.of(HELP, "-h"));
    boolean version = flags.keySet().remove(VERSION);
    Optional<String> conf =
        flags.containsKey(CONF) ? Optional.of(flags.remove(CONF).orElse("")) : Optional.empty();
    return new Arguments(help, version, conf, flags, strangers);
  }

  /** All flags there are. */
  static List<String> known() {
    return Stream.concat(Stream.of(CONF, HELP, VERSION), Keys.all().stream().map(Key::flag))
        .toList();
  }

  /** Whether the flag of {@code key} means yes by itself. */
  static boolean standsAlone(Key<?> key) {
    return key.fallback() instanceof Boolean;
  }

  private static boolean takesNoValue(String flag) {
    return List.of(HELP, "-h", VERSION).contains(flag)
        || Keys.all().stream().anyMatch(key -> key.flag().equals(flag) && standsAlone(key));
  }
}
