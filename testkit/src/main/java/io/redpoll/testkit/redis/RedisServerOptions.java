package io.redpoll.testkit.redis;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * How a Redis server is started.
 *
 * @param binary a path, or a name to look for on the {@code PATH}; empty for {@code REDPOLL_REDIS_SERVER} or else the server
 *     that embedded-redis carries
 * @param args arguments to the server, after those of the kit: {@code "--maxmemory", "10mb"}
 * @param addressing how it gets its address
 * @param sentinel the lines of a Sentinel's configuration file ({@code "sentinel monitor mymaster 127.1.2.3 6379 2"});
 *     empty for a server that holds data
 */
public record RedisServerOptions(
    String binary, List<String> args, Addressing addressing, List<String> sentinel) {

  /** The server that comes with the kit, without further arguments. */
  public static final RedisServerOptions DEFAULT =
      new RedisServerOptions("", List.of(), Addressing.AUTO, List.of());

  public RedisServerOptions {
    requireNonNull(binary, "binary is null");
    requireNonNull(addressing, "addressing is null");
    args = List.copyOf(args);
    sentinel = List.copyOf(sentinel);
  }

  public RedisServerOptions withBinary(String newBinary) {
    return new RedisServerOptions(newBinary, args, addressing, sentinel);
  }

  /** The same with more arguments at the end. */
  public RedisServerOptions withArgs(List<String> moreArgs) {
    List<String> all = new ArrayList<>(args);
    all.addAll(moreArgs);
    return new RedisServerOptions(binary, all, addressing, sentinel);
  }

  public RedisServerOptions withAddressing(Addressing newAddressing) {
    return new RedisServerOptions(binary, args, newAddressing, sentinel);
  }

  /** A Sentinel with this configuration instead of a server that holds data. */
  public RedisServerOptions withSentinel(List<String> lines) {
    return new RedisServerOptions(binary, args, addressing, lines);
  }

  /** Without the values of the arguments and lines, which may be passwords. */
  @Override
  public String toString() {
    return "RedisServerOptions[binary=" + binary + ", args=" + args.size() + ", addressing="
        + addressing + ", sentinel=" + sentinel.size() + "]";
  }
}
