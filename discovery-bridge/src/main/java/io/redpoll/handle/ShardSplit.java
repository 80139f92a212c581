package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** Cuts the arguments of a command into what each shard gets. Pure. */
final class ShardSplit {

  /** The words that keys stand behind which no rule of the command table finds. */
  private static final Map<String, Set<String>> BEFORE_HIDDEN_KEYS = Map.of(
      "SORT", Set.of("BY", "GET", "STORE"),
      "SORT_RO", Set.of("BY", "GET"),
      "MIGRATE", Set.of("KEYS"));

  private ShardSplit() {}

  /**
   * One part for each shard that has one of the keys, each key with the arguments up to the next one (the value, in MSET), in
   * the order of the whole command.
   */
  static List<Route.Part> parts(ToIntFunction<byte[]> shardOf, List<byte[]> arguments, int[] keys) {
    Map<Integer, List<byte[]>> shardArguments = new TreeMap<>();
    Map<Integer, List<Integer>> shardKeys = new TreeMap<>();
    for (int i = 0; i < keys.length; i++) {
      int end = i + 1 < keys.length ? keys[i + 1] : arguments.size();
      int shard = shardOf.applyAsInt(arguments.get(keys[i]));
      shardArguments
          .computeIfAbsent(shard, s -> new ArrayList<>())
          .addAll(arguments.subList(keys[i], end));
      shardKeys.computeIfAbsent(shard, s -> new ArrayList<>()).add(i);
    }
    return shardArguments.keySet().stream()
        .map(shard -> new Route.Part(shardArguments.get(shard), shardKeys.get(shard)))
        .toList();
  }

  /** Whether a command has keys that the table does not tell. Where it is not known how to see that, it has. */
  static boolean hidesKeys(CommandInfo command, List<byte[]> arguments) {
    if (command.keysComplete()) {
      return false;
    }
    Set<String> words = BEFORE_HIDDEN_KEYS.get(command.name());
    return words == null
        || arguments.stream()
            .skip(1)
            .map(argument ->
                new String(argument, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT))
            .anyMatch(words::contains);
  }
}
