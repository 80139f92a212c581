package io.redpoll.probe;

import io.redpoll.endpoint.Keys;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What INFO says, as far as it says it: proxies and old servers leave things out, and a field that is not what it should be
 * counts as left out.
 */
final class InfoReply {

  private static final String KEYSPACE = "# Keyspace";

  private final Map<String, String> fields;
  private final boolean keyspaceTold;

  private InfoReply(Map<String, String> fields, boolean keyspaceTold) {
    this.fields = Map.copyOf(fields);
    this.keyspaceTold = keyspaceTold;
  }

  /** Reads the answers for several sections; null is one that was refused. */
  static InfoReply parse(Collection<Response> sections) {
    Map<String, String> fields = new HashMap<>();
    boolean keyspaceTold = false;
    for (Response section : sections) {
      if (section != null && section.type() == ResponseType.BULK) {
        keyspaceTold |= section.toString().contains(KEYSPACE);
        section.toString().lines().forEach(line -> {
          int colon = line.indexOf(':');
          if (colon > 0) {
            fields.put(line.substring(0, colon), line.substring(colon + 1));
          }
        });
      }
    }
    return new InfoReply(fields, keyspaceTold);
  }

  /** New with each start of the process; empty if it did not tell. */
  String runId() {
    return text("run_id");
  }

  boolean clusterMode() {
    return text("redis_mode").equals("cluster");
  }

  /** Whether the last attempt to write its data to disk failed. */
  boolean saveFailed() {
    return text("rdb_last_bgsave_status").equals("err") || appendFailed();
  }

  private boolean appendFailed() {
    return text("aof_enabled").equals("1") && text("aof_last_write_status").equals("err");
  }

  /** Whether it holds as much as it may and gives nothing up for more. */
  boolean full() {
    long limit = number("maxmemory");
    // The server itself leaves the buffers of replicas and of the append-only file out.
    long used = number("used_memory") - Math.max(0, number("mem_not_counted_for_evict"));
    return limit > 0 && used > limit && text("maxmemory_policy").equals("noeviction");
  }

  /** Whether it holds any key: a database without keys is not listed. */
  Keys keys() {
    if (!keyspaceTold) {
      return Keys.UNKNOWN;
    }
    return fields.keySet().stream().anyMatch(InfoReply::isDatabase) ? Keys.SOME : Keys.NONE;
  }

  private static boolean isDatabase(String field) {
    return field.matches("db[0-9]+");
  }

  private String text(String field) {
    return fields.getOrDefault(field, "").strip();
  }

  /** The number in this field, -1 if there is none. */
  private long number(String field) {
    try {
      return Long.parseLong(text(field));
    } catch (NumberFormatException absurd) {
      return -1;
    }
  }
}
