package io.redpoll.resp;

import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What servers do not tell of their commands, so that it is written down here. Names as in {@link CommandInfo}. */
final class CommandTraits {

  private static final Set<String> PUB_SUB = Set.of(
      "SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUNSUBSCRIBE");

  private static final Set<String> TRANSACTION =
      Set.of("MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH");

  private static final Set<String> STATE = Set.of(
      "SELECT",
      "AUTH",
      "HELLO",
      "RESET",
      "QUIT",
      "MONITOR",
      "SYNC",
      "PSYNC",
      "REPLCONF",
      "READONLY",
      "READWRITE",
      "ASKING",
      "SCRIPT|DEBUG",
      "CLIENT|REPLY",
      "CLIENT|TRACKING",
      "CLIENT|CACHING",
      "CLIENT|SETNAME",
      "CLIENT|SETINFO",
      "CLIENT|NO-EVICT",
      "CLIENT|NO-TOUCH",
      "CLIENT|CAPA",
      "CLIENT|IMPORT-SOURCE",
      "CLUSTER|SYNCSLOTS",
      "HIMPORT|PREPARE",
      "HIMPORT|SET",
      "HIMPORT|DISCARD",
      "HIMPORT|DISCARDALL");

  /** Those that may change data, or replicate, although their flags do not say so. */
  private static final Set<String> WRITES =
      Set.of("EVAL", "EVALSHA", "FCALL", "PUBLISH", "SPUBLISH");

  /** Those that wait although their flags do not say so, or not on every server. */
  private static final Set<String> BLOCKING = Set.of("WAIT", "WAITAOF", "TS.READ");

  /** Those that block only if an argument says so. */
  private static final Set<String> BLOCKING_BY_ARGUMENT = Set.of("XREAD", "XREADGROUP", "TS.READ");

  /** Writes that leave the same data when they run twice, unless one of these options is given. */
  private static final Map<String, List<String>> IDEMPOTENT = Map.ofEntries(
      Map.entry("SET", List.of("NX", "XX", "GET", "IFEQ", "IFNE", "IFDEQ", "IFDNE")),
      Map.entry("SETEX", List.of()),
      Map.entry("PSETEX", List.of()),
      Map.entry("MSET", List.of()),
      Map.entry("SETRANGE", List.of()),
      Map.entry("DEL", List.of()),
      Map.entry("UNLINK", List.of()),
      Map.entry("EXPIRE", List.of("NX", "XX", "GT", "LT")),
      Map.entry("PEXPIRE", List.of("NX", "XX", "GT", "LT")),
      Map.entry("EXPIREAT", List.of("NX", "XX", "GT", "LT")),
      Map.entry("PEXPIREAT", List.of("NX", "XX", "GT", "LT")),
      Map.entry("PERSIST", List.of()),
      Map.entry("HSET", List.of()),
      Map.entry("HMSET", List.of()),
      Map.entry("HDEL", List.of()),
      Map.entry("SADD", List.of()),
      Map.entry("SREM", List.of()),
      Map.entry("ZADD", List.of("NX", "XX", "GT", "LT", "INCR")),
      Map.entry("ZREM", List.of()),
      Map.entry("LSET", List.of()),
      Map.entry("PFADD", List.of()),
      Map.entry("GETEX", List.of()),
      Map.entry("MSETEX", List.of("NX", "XX")),
      Map.entry("DELEX", List.of("IFEQ", "IFNE", "IFDEQ", "IFDNE")),
      Map.entry("HSETEX", List.of("FNX", "FXX")),
      Map.entry("HGETEX", List.of()),
      Map.entry("HEXPIRE", List.of("NX", "XX", "GT", "LT")),
      Map.entry("HPEXPIRE", List.of("NX", "XX", "GT", "LT")),
      Map.entry("HEXPIREAT", List.of("NX", "XX", "GT", "LT")),
      Map.entry("HPEXPIREAT", List.of("NX", "XX", "GT", "LT")),
      Map.entry("HPERSIST", List.of()),
      Map.entry("XACK", List.of()),
      Map.entry("XDEL", List.of()),
      Map.entry("XACKDEL", List.of()),
      Map.entry("XDELEX", List.of()),
      Map.entry("GEOADD", List.of("NX", "XX")),
      Map.entry("VADD", List.of("CAS")),
      Map.entry("VREM", List.of()),
      Map.entry("VSETATTR", List.of()),
      Map.entry("JSON.SET", List.of("NX", "XX")),
      Map.entry("JSON.MSET", List.of()),
      Map.entry("JSON.MERGE", List.of()),
      Map.entry("JSON.CLEAR", List.of()),
      Map.entry("BF.ADD", List.of()),
      Map.entry("BF.MADD", List.of()),
      Map.entry("CF.ADDNX", List.of()));

  /** Those that touch no data and may run twice. */
  private static final Set<String> HARMLESS = Set.of(
      "PING",
      "ECHO",
      "TIME",
      "INFO",
      "ROLE",
      "LASTSAVE",
      "COMMAND",
      "COMMAND|COUNT",
      "COMMAND|DOCS",
      "COMMAND|GETKEYS",
      "COMMAND|INFO",
      "COMMAND|LIST",
      "CONFIG|GET",
      "CLIENT|GETNAME",
      "CLIENT|ID",
      "CLIENT|INFO",
      "CLIENT|LIST",
      "CLUSTER|INFO",
      "CLUSTER|NODES",
      "CLUSTER|SHARDS",
      "CLUSTER|SLOTS",
      "PUBSUB|CHANNELS",
      "PUBSUB|NUMPAT",
      "PUBSUB|NUMSUB",
      "SCRIPT|EXISTS",
      "SCRIPT|LOAD");

  private static final Map<String, Merge> MERGE = Map.of(
      "MGET", Merge.ARRAY_IN_ORDER,
      "MSET", Merge.ALL_OK,
      "DEL", Merge.SUM,
      "UNLINK", Merge.SUM,
      "EXISTS", Merge.SUM,
      "TOUCH", Merge.SUM);

  private CommandTraits() {}

  static SessionKind sessionKind(String name) {
    if (PUB_SUB.contains(name)) {
      return SessionKind.PUB_SUB;
    }
    if (TRANSACTION.contains(name)) {
      return SessionKind.TRANSACTION;
    }
    return STATE.contains(name) ? SessionKind.STATE : SessionKind.NONE;
  }

  static boolean write(String name, Set<String> flags) {
    return WRITES.contains(name) || flags.contains("write");
  }

  static boolean blocking(String name, Set<String> flags) {
    return BLOCKING.contains(name) || flags.contains("blocking");
  }

  static boolean idempotent(String name, Set<String> flags) {
    return flags.contains("readonly") || HARMLESS.contains(name) || IDEMPOTENT.containsKey(name);
  }

  static Merge merge(String name) {
    return MERGE.getOrDefault(name, Merge.NONE);
  }

  /** A command of the stock client with all that its arguments may make of it. */
  static CommandCache.Entry entry(Command command, CommandInfo info, boolean container) {
    return new CommandCache.Entry(
        command,
        info,
        container,
        IDEMPOTENT.getOrDefault(info.name(), List.of()),
        info.withIdempotent(false),
        info.blocking() && BLOCKING_BY_ARGUMENT.contains(info.name()),
        info.withBlocking(false));
  }

  /** Options are looked for behind the key and its value; a value that looks like one errs on the safe side. */
  static boolean hasAny(List<byte[]> arguments, List<String> options) {
    for (int i = 1; i < arguments.size(); i++) {
      for (int j = 0; j < options.size(); j++) {
        if (KeySpec.is(arguments.get(i), options.get(j))) {
          return true;
        }
      }
    }
    return false;
  }
}
