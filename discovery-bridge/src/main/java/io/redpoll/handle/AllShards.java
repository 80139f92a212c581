package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command without a key means where the data is spread over shards: each shard does it, and the replies become one. Pure
 * and immutable.
 *
 * <p>Which commands, and how their replies become one, is what Redis itself advises to clients of a cluster: the tips
 * {@code request_policy} and {@code response_policy} of its command files.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/command-tips/">Redis command tips</a>
 */
final class AllShards {

  private static final Map<String, Gather> GATHERS = Map.ofEntries(
      Map.entry("DBSIZE", Gather::sum),
      Map.entry("KEYS", Gather::concatenation),
      Map.entry("FLUSHDB", Gather::same),
      Map.entry("FLUSHALL", Gather::same),
      Map.entry("SCRIPT|LOAD", Gather::same),
      Map.entry("SCRIPT|FLUSH", Gather::same),
      Map.entry("SCRIPT|EXISTS", Gather::unanimous),
      Map.entry("FUNCTION|LOAD", Gather::same),
      Map.entry("FUNCTION|DELETE", Gather::same),
      Map.entry("FUNCTION|FLUSH", Gather::same),
      Map.entry("FUNCTION|RESTORE", Gather::same));

  private final List<String> shards;
  private final ScanWalk walk;

  /** Of shards of these names, at least one. */
  AllShards(List<String> shards) {
    this.shards = List.copyOf(shards);
    this.walk = new ScanWalk(shards);
  }

  /** The way of a command that has no key; empty if it has no meaning over all shards. */
  Optional<Route> route(CommandInfo command, List<byte[]> arguments) {
    if (command.name().equals("SCAN")) {
      return walk.step(arguments).map(Route.class::cast);
    }
    return Optional.ofNullable(GATHERS.get(command.name())).map(gather -> {
      List<Route.ForShard> parts =
          shards.stream().map(shard -> new Route.ForShard(shard, arguments)).toList();
      return new Route.Each(parts, gather);
    });
  }
}
