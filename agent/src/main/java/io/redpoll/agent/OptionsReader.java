package io.redpoll.agent;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gathers options from one source after another, and everything that is wrong with them. What comes later wins.
 *
 * <p>Used by one thread, and thrown away.
 */
final class OptionsReader {

  /** Variables that begin as ours do, and are not options: the file's path, and the testkit's Redis. */
  private static final List<String> OTHER_VARIABLES =
      List.of("REDPOLL_CONF", "REDPOLL_REDIS_SERVER");

  private final Map<Key<?>, Object> values = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Reads what stands in a file. */
  void json(JsonObject json, String source) {
    object("", json, source);
  }

  /** Reads all variables that begin with REDPOLL_. */
  void environment(Map<String, String> environment) {
    new TreeMap<>(environment).forEach((name, value) -> {
      if (name.startsWith("REDPOLL_")
          && !OTHER_VARIABLES.contains(name)
          && !isServiceLink(name, value)) {
        variable(name, value);
      }
    });
  }

  /** Reads one flag with its value; an empty value of a yes-or-no flag means yes. */
  void flag(String flag, Optional<String> value) {
    Optional<Key<?>> key =
        Keys.all().stream().filter(any -> any.flag().equals(flag)).findFirst();
    if (key.isEmpty()) {
      problem(Problem.unknown("flag", flag, Arguments.known(), "the command line"));
    } else if (value.isPresent()) {
      text(key.get(), value.get(), "flag " + flag);
    } else if (Arguments.standsAlone(key.get())) {
      text(key.get(), "true", "flag " + flag);
    } else {
      problem(new Problem(flag + ": no value (expected: " + key.get().kind().expected() + ")"));
    }
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  /** What was read so far, by key. */
  Map<Key<?>, Object> values() {
    return Map.copyOf(values);
  }

  /** What is wrong with it, also with keys that do not go together. */
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(Consistency.check(new AgentOptions(values)));
    return List.copyOf(all);
  }

  private void object(String prefix, JsonObject json, String source) {
    for (String field : json.fieldNames()) {
      String path = prefix + field;
      Object value = json.getValue(field);
      Optional<Key<?>> key =
          Keys.all().stream().filter(any -> any.path().equals(path)).findFirst();
      if (key.isPresent()) {
        value(key.get(), value, source);
      } else if (Keys.all().stream().noneMatch(any -> any.path().startsWith(path + "."))) {
        problem(Problem.unknown("key", path, paths(), source));
      } else if (value instanceof JsonObject group) {
        object(path + ".", group, source);
      } else {
        problem(new Problem(
            path + ": not an object (expected: " + childrenOf(path) + "; from " + source + ")"));
      }
    }
  }

  private <T> void value(Key<T> key, Object json, String source) {
    if (key.equals(Keys.CREDENTIALS) && json instanceof JsonObject entries) {
      unknownFields(entries, source);
    }
    key.kind()
        .fromJson()
        .apply(json)
        .ifPresentOrElse(
            value -> values.put(key, value), () -> problem(Problem.value(key, json, source)));
  }

  private void unknownFields(JsonObject entries, String source) {
    for (String name : entries.fieldNames()) {
      if (entries.getValue(name) instanceof JsonObject entry) {
        entry.fieldNames().stream()
            .filter(field -> !Credentials.FIELDS.contains(field))
            .map(field -> Problem.unknown(
                "key",
                "credentials." + name + "." + field,
                Credentials.FIELDS.stream()
                    .map(known -> "credentials." + name + "." + known)
                    .toList(),
                source))
            .forEach(this::problem);
      }
    }
  }

  private void variable(String name, String value) {
    Keys.all().stream()
        .filter(key -> key.variable().equals(name))
        .findFirst()
        .ifPresentOrElse(
            key -> text(key, value, "environment variable " + name),
            () -> problem(Problem.unknown(
                "variable",
                name,
                Keys.all().stream().map(Key::variable).toList(),
                "the environment")));
  }

  private <T> void text(Key<T> key, String text, String source) {
    key.kind()
        .fromText()
        .apply(text)
        .ifPresentOrElse(
            value -> values.put(key, value), () -> problem(Problem.value(key, text, source)));
  }

  /** Kubernetes puts the address of each Service of the namespace into variables; one may be called redpoll. */
  private static boolean isServiceLink(String name, String value) {
    return name.contains("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.matches(".*_PORT_[0-9]+_(TCP|UDP|SCTP).*")
        || (name.endsWith("_PORT") && value.matches("(tcp|udp|sctp)://.*"));
  }

  private static List<String> paths() {
    return Keys.all().stream().map(Key::path).toList();
  }

  private static String childrenOf(String group) {
    return "an object with "
        + String.join(
            ", ",
            paths().stream()
                .filter(path -> path.startsWith(group + "."))
                .map(path -> path.substring(group.length() + 1))
                .toList());
  }
}
