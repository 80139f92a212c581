package io.redpoll.probe;

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

  private final Map<String, String> fields;

  private InfoReply(Map<String, String> fields) {
    this.fields = Map.copyOf(fields);
  }

  /** Reads the answers for several sections; null is one that was refused. */
  static InfoReply parse(Collection<Response> sections) {
    Map<String, String> fields = new HashMap<>();
    for (Response section : sections) {
      if (section != null && section.type() == ResponseType.BULK) {
        section.toString().lines().forEach(line -> {
          int colon = line.indexOf(':');
          if (colon > 0) {
            fields.put(line.substring(0, colon), line.substring(colon + 1));
          }
        });
      }
    }
    return new InfoReply(fields);
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
