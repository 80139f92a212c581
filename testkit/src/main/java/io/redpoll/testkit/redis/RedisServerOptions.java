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
 */
public record RedisServerOptions(String binary, List<String> args, Addressing addressing) {

  /** The server that comes with the kit, without further arguments. */
  public static final RedisServerOptions DEFAULT =
      new RedisServerOptions("", List.of(), Addressing.AUTO);

  public RedisServerOptions {
    requireNonNull(binary, "binary is null");
    requireNonNull(addressing, "addressing is null");
    args = List.copyOf(args);
  }

  public RedisServerOptions withBinary(String newBinary) {
    return new RedisServerOptions(newBinary, args, addressing);
  }

  /** The same with more arguments at the end. */
  public RedisServerOptions withArgs(List<String> moreArgs) {
    List<String> all = new ArrayList<>(args);
    all.addAll(moreArgs);
    return new RedisServerOptions(binary, all, addressing);
  }

  public RedisServerOptions withAddressing(Addressing newAddressing) {
    return new RedisServerOptions(binary, args, newAddressing);
  }

  /** Without the values of the arguments, which may be passwords. */
  @Override
  public String toString() {
    return "RedisServerOptions[binary=" + binary + ", args=" + args.size() + ", addressing="
        + addressing + "]";
  }
}
