package io.redpoll.handle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redpoll.resp.Requests;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanWalkTest {

  /** What one server's own SCAN gives: the keys of a page for each cursor, and the cursor of the next page. */
  private static Response page(Map<Long, List<String>> pages, long cursor) {
    List<Long> cursors = new ArrayList<>(pages.keySet());
    int next = cursors.indexOf(cursor) + 1;
    String after = next < cursors.size() ? Long.toUnsignedString(cursors.get(next)) : "0";
    List<Response> keys = pages.get(cursor).stream().map(Requests::text).toList();
    return Requests.arrayOf(List.of(Requests.text(after), Requests.arrayOf(keys)));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shardsThatComeAndGoChangeNothingForThoseThatStay(long seed) {
    Random random = new Random(seed);
    Map<String, Map<Long, List<String>>> shards = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      shards.put("stays-" + i, pages("stays-" + i, random));
      shards.put("goes-" + i, pages("goes-" + i, random));
    }
    List<String> found = new ArrayList<>();
    String cursor = "0";
    int steps = 0;
    do {
      if (random.nextInt(5) == 0) {
        shards.remove("goes-" + random.nextInt(20));
      }
      if (random.nextInt(10) == 0) {
        shards.put("comes-" + steps, pages("comes-" + steps, random));
      }
      ScanWalk walk = new ScanWalk(new ArrayList<>(shards.keySet()));
      Route.Each step =
          walk.step(List.of(cursor.getBytes(UTF_8), "COUNT".getBytes(UTF_8))).orElseThrow();
      List<Response> replies = step.parts().stream()
          .map(part -> page(
              shards.get(part.shard()),
              Long.parseUnsignedLong(new String(part.arguments().get(0), UTF_8))))
          .toList();
      Response reply = step.gather().gather(replies);
      reply.get(1).forEach(key -> found.add(key.toString()));
      cursor = reply.get(0).toString();
      steps++;
    } while (!cursor.equals("0") && steps < 10_000);
    List<String> toBeFound = shards.entrySet().stream()
        .filter(shard -> shard.getKey().startsWith("stays"))
        .flatMap(shard -> shard.getValue().values().stream())
        .flatMap(List::stream)
        .toList();
    assertThat(found).containsAll(toBeFound).doesNotHaveDuplicates();
  }

  private static Map<Long, List<String>> pages(String shard, Random random) {
    Map<Long, List<String>> pages = new TreeMap<>(Map.of(0L, List.of(shard + ":first")));
    for (int i = random.nextInt(4); i > 0; i--) {
      pages.put(1 + random.nextLong(1L << 47), List.of(shard + ":" + i, shard + "::" + i));
    }
    return pages;
  }

  @Test
  void whatIsNoCursorIsNone() {
    ScanWalk walk = new ScanWalk(List.of("a"));
    assertThat(walk.step(List.of())).isEmpty();
    assertThat(walk.step(List.of("x".getBytes(UTF_8)))).isEmpty();
    assertThat(walk.step(List.of("-1".getBytes(UTF_8)))).isEmpty();
  }

  @Test
  void aCursorTooLargeToTellTheShardIsRefused() {
    Route.Each step =
        new ScanWalk(List.of("a")).step(List.of("0".getBytes(UTF_8))).orElseThrow();
    Response reply = Requests.arrayOf(
        List.of(Requests.text(Long.toString(1L << 48)), Requests.arrayOf(List.of())));
    assertThatThrownBy(() -> step.gather().gather(List.of(reply))).hasMessageContaining("2^48");
  }
}
