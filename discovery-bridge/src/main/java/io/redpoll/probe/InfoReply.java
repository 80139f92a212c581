package io.redpoll.probe;

import io.redpoll.endpoint.Keys;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What INFO says, as far as it says it: proxies and old servers leave things out, and a field that is not what it should be
 * counts as left out.
 */
final class InfoReply {

  private static final String KEYSPACE = "\n# Keyspace";
  private static final String DATABASE = "\ndb";

  /** All sections, each line after a line feed: a check looks up a dozen of some two hundred fields. */
  private final String text;

  private InfoReply(String text) {
    this.text = text;
  }

  /** Reads the answers for several sections; null is one that was refused. */
  static InfoReply parse(Collection<Response> sections) {
    StringBuilder text = new StringBuilder();
    for (Response section : sections) {
      if (section != null && section.type() == ResponseType.BULK) {
        text.append('\n').append(section);
      }
    }
    return new InfoReply(text.append('\n').toString());
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
    if (!text.contains(KEYSPACE)) {
      return Keys.UNKNOWN;
    }
    return nextDatabase(0) < 0 ? Keys.NONE : Keys.SOME;
  }

  /** The databases that hold keys, ascending; empty as well if it did not tell. */
  List<Integer> databases() {
    List<Integer> databases = new ArrayList<>();
    for (int at = nextDatabase(0); at >= 0; at = nextDatabase(at)) {
      databases.add(Integer.parseInt(text, at, text.indexOf(':', at), 10));
    }
    return databases.stream().sorted().toList();
  }

  /** Where the number of the next database behind {@code from} stands; -1 if there is none. */
  private int nextDatabase(int from) {
    for (int at = text.indexOf(DATABASE, from); at >= 0; at = text.indexOf(DATABASE, at + 1)) {
      int number = at + DATABASE.length();
      // Other fields that begin so do not go on with a digit.
      if (Character.isDigit(text.charAt(number))) {
        return number;
      }
    }
    return -1;
  }

  private String text(String field) {
    String start = "\n" + field + ":";
    int at = text.indexOf(start);
    return at < 0
        ? ""
        : text.substring(at + start.length(), text.indexOf('\n', at + 1)).strip();
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
