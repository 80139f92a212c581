package io.redpoll.resp;

import static java.util.stream.Collectors.joining;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Turns a server's answer to COMMAND (Redis 7 or later) into the lines of the command table. */
final class CommandOutput {

  /** What the table needs; other flags come and go with versions. */
  private static final Set<String> FLAGS = Set.of("readonly", "write", "blocking");

  private CommandOutput() {}

  static List<String> lines(Response commands) {
    List<String> lines = new ArrayList<>();
    commands.forEach(command -> add(command, lines));
    return lines.stream().sorted().toList();
  }

  private static void add(Response command, List<String> lines) {
    String name = command.get(0).toString().toUpperCase(Locale.ROOT);
    Set<String> flags = new TreeSet<>();
    command.get(2).forEach(flag -> flags.add(flag.toString()));
    flags.retainAll(FLAGS);
    lines.add(name + "\t" + String.join(",", flags) + "\t" + specs(command.get(8)));
    command.get(9).forEach(sub -> add(sub, lines));
  }

  private static String specs(Response specs) {
    return specs.stream().map(CommandOutput::spec).collect(joining(";"));
  }

  private static String spec(Response spec) {
    Response begin = field(spec, "begin_search");
    Response find = field(spec, "find_keys");
    boolean incomplete = field(spec, "flags").stream()
        .map(Response::toString)
        .anyMatch(flag -> flag.equals("incomplete"));
    return begin(begin) + " " + find(find) + (incomplete ? " incomplete" : "");
  }

  private static String begin(Response search) {
    Response spec = field(search, "spec");
    return switch (field(search, "type").toString()) {
      case "index" -> "INDEX:" + field(spec, "index");
      case "keyword" -> "KEYWORD:" + field(spec, "keyword") + "," + field(spec, "startfrom");
      default -> "UNKNOWN";
    };
  }

  private static String find(Response keys) {
    Response spec = field(keys, "spec");
    return switch (field(keys, "type").toString()) {
      case "range" -> "RANGE:" + numbers(spec, "lastkey", "keystep", "limit");
      case "keynum" -> "KEYNUM:" + numbers(spec, "keynumidx", "keystep", "firstkey");
      default -> "UNKNOWN";
    };
  }

  private static String numbers(Response spec, String... names) {
    return Stream.of(names).map(name -> field(spec, name).toString()).collect(joining(","));
  }

  /** A map's field: RESP3 has maps, RESP2 has arrays of names and values. */
  private static Response field(Response map, String name) {
    if (map.isMap()) {
      return map.get(name);
    }
    return IntStream.range(0, map.size() / 2)
        .filter(i -> map.get(2 * i).toString().equals(name))
        .mapToObj(i -> map.get(2 * i + 1))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + name + " in " + map));
  }
}
