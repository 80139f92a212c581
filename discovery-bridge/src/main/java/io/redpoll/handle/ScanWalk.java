package io.redpoll.handle;

import io.redpoll.resp.Requests;
import io.redpoll.ring.XxHash64;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * SCAN over all shards, one after the other. Nobody remembers where a walk is: its cursor says it, so that any handle of any
 * application may take the next step. Pure and immutable.
 *
 * <p>A cursor is the server's own cursor times 65536 plus a code of the shard, made from its name; shards are walked in the order of
 * their codes. So a shard that comes or goes while somebody walks moves no other: those that stay are walked whole, and what one
 * walk promises on one server holds for all. As there, a server that was replaced meanwhile breaks the promise for its part.
 */
final class ScanWalk {

  private static final int CODE_BITS = 16;
  private static final int MOST_SHARDS = (1 << CODE_BITS) - 1;

  private final NavigableMap<Integer, String> shards = new TreeMap<>();

  /** A walk over shards of these names. */
  ScanWalk(List<String> names) {
    if (names.size() > MOST_SHARDS) {
      throw new IllegalArgumentException(
          "shards: " + names.size() + " (expected: at most " + MOST_SHARDS + ")");
    }
    names.stream().sorted().forEach(name -> shards.put(freeCode(name), name));
  }

  /** From 1, so that no cursor on the way is 0, which means the start and the end. */
  private int freeCode(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int code = (int) Long.remainderUnsigned(XxHash64.hash(bytes, 0, bytes.length), MOST_SHARDS);
    while (shards.containsKey(code + 1)) {
      code = (code + 1) % MOST_SHARDS;
    }
    return code + 1;
  }

  /**
   * The next step of {@code SCAN cursor [options]}.
   *
   * @return empty if the cursor is none
   */
  Optional<Route.Each> step(List<byte[]> arguments) {
    return arguments.isEmpty()
        ? Optional.empty()
        : parse(arguments.get(0)).map(cursor -> {
          Map.Entry<Integer, String> shard = shards.ceilingEntry(code(cursor));
          if (shard == null) {
            // The last shards on the way left the ring meanwhile.
            return new Route.Each(List.of(), replies -> reply("0", Requests.arrayOf(List.of())));
          }
          // Of a shard that left the ring the cursor is worth nothing: its successor starts at its
          // own beginning.
          long at = shard.getKey() == code(cursor) ? cursor >>> CODE_BITS : 0;
          List<byte[]> own = new ArrayList<>(arguments);
          own.set(0, Long.toUnsignedString(at).getBytes(StandardCharsets.US_ASCII));
          return new Route.Each(
              List.of(new Route.ForShard(shard.getValue(), own)),
              replies ->
                  reply(next(shard.getKey(), replies.get(0)), replies.get(0).get(1)));
        });
  }

  private static Optional<Long> parse(byte[] cursor) {
    try {
      return Optional.of(Long.parseUnsignedLong(new String(cursor, StandardCharsets.ISO_8859_1)));
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
  }

  private static int code(long cursor) {
    return (int) (cursor & MOST_SHARDS);
  }

  private String next(int code, Response reply) {
    long cursor = Long.parseUnsignedLong(reply.get(0).toString());
    if (cursor >>> (Long.SIZE - CODE_BITS) != 0) {
      throw new IllegalStateException(
          "SCAN: the cursor " + Long.toUnsignedString(cursor) + " of shard " + shards.get(code)
              + " is too large to add the shard to it (expected: below 2^48)");
    }
    if (cursor != 0) {
      return Long.toUnsignedString(cursor << CODE_BITS | code);
    }
    Integer after = shards.higherKey(code);
    return after == null ? "0" : after.toString();
  }

  private static Response reply(String cursor, Response keys) {
    return Requests.arrayOf(List.of(Requests.text(cursor), keys));
  }
}
