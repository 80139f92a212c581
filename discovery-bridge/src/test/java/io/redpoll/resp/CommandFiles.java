package io.redpoll.resp;

import static java.util.stream.Collectors.toSet;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the facts of commands from the JSON files in which servers declare them, one for each command, or from one file in
 * which a server's COMMAND output is published.
 */
final class CommandFiles {

  private CommandFiles() {}

  /** All commands that a file tells of, or the {@code .json} files of a directory. */
  static List<CommandFacts> read(Path path) throws IOException {
    List<CommandFacts> facts = new ArrayList<>();
    try (Stream<Path> files = Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
      files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(CommandFiles::json)
          .forEach(file -> file.forEach(entry -> {
            JsonObject command = (JsonObject) entry.getValue();
            if (ofDataServers(entry.getKey(), command)) {
              facts.add(facts(entry.getKey(), command));
            }
          }));
    }
    return facts;
  }

  private static JsonObject json(Path file) {
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sentinels have commands of their own, and modules have some with an underscore that are for themselves. */
  private static boolean ofDataServers(String name, JsonObject command) {
    return !name.startsWith("_")
        && !"SENTINEL".equals(command.getString("container"))
        && !words(command, "command_flags").contains("only_sentinel");
  }

  private static CommandFacts facts(String name, JsonObject command) {
    String container = command.getString("container", "");
    String full = container.isEmpty() ? name.replace(' ', '|') : container + "|" + name;
    List<KeySpec> specs = command.getJsonArray("key_specs", new JsonArray()).stream()
        .map(spec -> spec((JsonObject) spec))
        .toList();
    return new CommandFacts(full.toUpperCase(Locale.ROOT), words(command, "command_flags"), specs);
  }

  private static Set<String> words(JsonObject from, String field) {
    return from.getJsonArray(field, new JsonArray()).stream()
        .map(flag -> flag.toString().toLowerCase(Locale.ROOT))
        .collect(toSet());
  }

  private static KeySpec spec(JsonObject spec) {
    boolean incomplete =
        spec.getBoolean("incomplete", false) || words(spec, "flags").contains("incomplete");
    return KeySpec.parse(begin(spec.getJsonObject("begin_search")) + " "
        + find(spec.getJsonObject("find_keys"))
        + (incomplete ? KeySpec.INCOMPLETE : ""));
  }

  private static String begin(JsonObject search) {
    JsonObject index = part(search, "index");
    if (index != null) {
      return "INDEX:" + number(index, "pos", "index");
    }
    JsonObject keyword = part(search, "keyword");
    return keyword == null
        ? "UNKNOWN"
        : "KEYWORD:" + keyword.getString("keyword") + "," + number(keyword, "startfrom");
  }

  private static String find(JsonObject keys) {
    JsonObject range = part(keys, "range");
    if (range != null) {
      return "RANGE:" + number(range, "lastkey") + "," + number(range, "step", "keystep") + ","
          + number(range, "limit");
    }
    JsonObject keynum = part(keys, "keynum");
    return keynum == null
        ? "UNKNOWN"
        : "KEYNUM:" + number(keynum, "keynumidx") + "," + number(keynum, "step", "keystep") + ","
            + number(keynum, "firstkey");
  }

  /** {@code {"range": {…}}} in the files, {@code {"type": "range", "spec": {…}}} in the output. */
  private static JsonObject part(JsonObject of, String type) {
    return type.equals(of.getString("type"))
        ? of.getJsonObject("spec")
        : of.containsKey("type") ? null : of.getJsonObject(type);
  }

  private static int number(JsonObject from, String... names) {
    return Stream.of(names)
        .filter(from::containsKey)
        .map(from::getInteger)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("none of " + List.of(names) + " in " + from));
  }
}
