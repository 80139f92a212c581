package io.redpoll.ring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashRingTest {

  private static final int KEYS = 200_000;

  private static List<String> shards(int count) {
    return IntStream.range(0, count).mapToObj(i -> "redis-" + i).toList();
  }

  private static byte[] key(int i) {
    return ("user:" + i).getBytes(UTF_8);
  }

  private static String owner(HashRing ring, byte[] key) {
    return ring.shards().get(ring.indexOf(key));
  }

  private static long owner(HashRing ring, String key) {
    return ring.indexOf(key.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 30})
  void keysSpreadWithinTenPercentOfEven(int shards) {
    HashRing ring = new HashRing(shards(shards));
    int[] load = new int[shards];
    for (int i = 0; i < KEYS; i++) {
      load[ring.indexOf(key(i))]++;
    }
    double even = (double) KEYS / shards;
    assertThat(Arrays.stream(load)
            .mapToDouble(n -> Math.abs(n - even) / even)
            .max()
            .orElseThrow())
        .isLessThan(0.1);
  }

  /** Why the ring is no circle: 160 points for each shard, placed by the same hash, miss the spread. */
  @Test
  void aCircleOf160PointsWouldMissIt() {
    double worst =
        IntStream.of(3, 5, 10).mapToDouble(HashRingTest::worstOfCircle).max().orElseThrow();
    assertThat(worst).isGreaterThan(0.1);
  }

  private static double worstOfCircle(int shards) {
    List<long[]> points = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      for (int point = 0; point < 160; point++) {
        byte[] name = ("redis-" + shard + "-" + point).getBytes(UTF_8);
        points.add(new long[] {XxHash64.hash(name, 0, name.length), shard});
      }
    }
    points.sort((a, b) -> Long.compareUnsigned(a[0], b[0]));
    double[] share = new double[shards];
    for (int i = 0; i < points.size(); i++) {
      long[] before = points.get(i == 0 ? points.size() - 1 : i - 1);
      share[(int) points.get(i)[1]] +=
          (double) ((points.get(i)[0] - before[0]) >>> 1) / Long.MAX_VALUE;
    }
    return Arrays.stream(share).map(s -> Math.abs(s * shards - 1)).max().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10})
  void aNewShardTakesItsShareAndNothingElseMoves(int shards) {
    HashRing before = new HashRing(shards(shards));
    HashRing after = new HashRing(shards(shards + 1));
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      String now = owner(after, key(i));
      if (!now.equals(owner(before, key(i)))) {
        assertThat(now).isEqualTo("redis-" + shards);
        moved++;
      }
    }
    double share = (double) KEYS / (shards + 1);
    assertThat((double) moved).isBetween(share * 0.95, share * 1.05);
  }

  @Test
  void theOrderOfTheShardsDoesNotMatter() {
    List<String> shuffled = new ArrayList<>(shards(12));
    Collections.shuffle(shuffled, new Random(1));
    HashRing ring = new HashRing(shards(12));
    HashRing other = new HashRing(shuffled);
    for (int i = 0; i < 10_000; i++) {
      assertThat(owner(other, key(i))).isEqualTo(owner(ring, key(i)));
    }
  }

  /** These are written down: a change of them moves the keys of everybody who upgrades. */
  @Test
  void keysLiveWhereTheyAlwaysLived() {
    HashRing ring = new HashRing(shards(5));
    assertThat(IntStream.range(0, 20).map(i -> ring.indexOf(key(i))))
        .containsExactly(0, 0, 1, 2, 1, 0, 1, 0, 3, 1, 0, 3, 0, 2, 1, 2, 3, 4, 2, 1);
  }

  @Test
  void hashTagsAreAsInRedisCluster() {
    HashRing ring = new HashRing(shards(50));
    assertThat(owner(ring, "{user}.a")).isEqualTo(owner(ring, "user"));
    assertThat(owner(ring, "x{user}y")).isEqualTo(owner(ring, "user"));
    assertThat(owner(ring, "x{user}{other}")).isEqualTo(owner(ring, "user"));
    assertThat(owner(ring, "foo{{bar}}")).isEqualTo(owner(ring, "{bar"));
    assertThat(IntStream.range(0, 20)
            .mapToLong(i -> owner(ring, "{}" + i))
            .distinct()
            .count())
        .isGreaterThan(5);
    assertThat(IntStream.range(0, 20)
            .mapToLong(i -> owner(ring, "{open" + i))
            .distinct()
            .count())
        .isGreaterThan(5);
  }

  @Test
  void keysAreBytes() {
    HashRing ring = new HashRing(shards(50));
    byte[] key = {(byte) 0xFF, 0, (byte) 0x80};
    assertThat(ring.indexOf(key)).isEqualTo(ring.indexOf(key.clone()));
    assertThat(ring.indexOf(new byte[0])).isBetween(0, 49);
  }
}
