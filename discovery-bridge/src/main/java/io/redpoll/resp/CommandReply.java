package io.redpoll.resp;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads the reply to COMMAND or COMMAND INFO, of Redis 7 or later (key specifications) and of those before. Pure. */
final class CommandReply {

  // Where the parts of a command stand in the reply.
  private static final int FLAGS = 2;
  private static final int FIRST_KEY = 3;
  private static final int LAST_KEY = 4;
  private static final int KEY_STEP = 5;
  private static final int CATEGORIES = 6;
  private static final int KEY_SPECS = 8;
  private static final int SUBCOMMANDS = 9;

  private CommandReply() {}

  /** The commands and those of containers, each behind its container; a command that the server does not know is none. */
  static List<CommandFacts> read(Response commands) {
    List<CommandFacts> facts = new ArrayList<>();
    commands.stream().filter(Objects::nonNull).forEach(command -> add(command, facts));
    return facts;
  }

  private static void add(Response command, List<CommandFacts> facts) {
    Set<String> flags = new HashSet<>();
    command.get(FLAGS).forEach(flag -> flags.add(flag.toString()));
    if (command.size() > CATEGORIES) {
      command.get(CATEGORIES).forEach(category -> flags.add(category.toString()));
    }
    List<KeySpec> specs = command.size() > KEY_SPECS
        ? command.get(KEY_SPECS).stream().map(CommandReply::spec).toList()
        : positions(command, flags.contains("movablekeys"));
    facts.add(new CommandFacts(command.get(0).toString().toUpperCase(Locale.ROOT), flags, specs));
    if (command.size() > SUBCOMMANDS) {
      command.get(SUBCOMMANDS).forEach(sub -> add(sub, facts));
    }
  }

  /** First key, last key and step are all that servers before Redis 7 tell; where keys move they tell less than all. */
  private static List<KeySpec> positions(Response command, boolean movable) {
    int first = command.get(FIRST_KEY).toInteger();
    List<KeySpec> specs = new ArrayList<>();
    if (first > 0) {
      int last = command.get(LAST_KEY).toInteger();
      int step = command.get(KEY_STEP).toInteger();
      specs.add(KeySpec.range(first, last >= 0 ? last - first : last, step));
    }
    if (movable) {
      specs.add(KeySpec.UNKNOWN);
    }
    return specs;
  }

  private static KeySpec spec(Response spec) {
    Response begin = field(spec, "begin_search");
    Response find = field(spec, "find_keys");
    boolean incomplete =
        field(spec, "flags").stream().anyMatch(flag -> flag.toString().equals("incomplete"));
    return KeySpec.parse(begin(begin) + " " + find(find) + (incomplete ? KeySpec.INCOMPLETE : ""));
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

  private static String numbers(Response spec, String a, String step, String c) {
    return field(spec, a) + "," + field(spec, step) + "," + field(spec, c);
  }

  /** A map's field: RESP3 has maps, RESP2 has arrays of names and values. */
  private static Response field(Response map, String name) {
    if (map.isMap()) {
      return map.get(name);
    }
    return IntStream.range(0, map.size() / 2)
        .filter(i -> map.get(2 * i).toString().equals(name))
        .mapToObj(i -> map.get(2 * i + 1))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + name + " in " + map));
  }
}
