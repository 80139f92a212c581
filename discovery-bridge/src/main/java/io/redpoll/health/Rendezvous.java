package io.redpoll.health;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rendezvous hashing (Thaler and Ravishankar, 1998): who looks after what, agreed on without talking. When one of N
 * leaves, only what it had moves; when one joins, it takes 1/N from all.
 */
final class Rendezvous {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Rendezvous() {}

  /**
   * The owner of {@code key} among {@code candidates}, whatever their order.
   *
   * @throws IllegalArgumentException if there is no candidate
   */
  static String owner(String key, List<String> candidates) {
    return weighed(key, candidates)
        .min(Comparator.naturalOrder())
        .map(Weighed::name)
        .orElseThrow(() -> new IllegalArgumentException(
            "candidates for " + key + ": none (expected: at least one)"));
  }

  /** All of {@code candidates}, the owner of {@code key} first, then who would own it if those before were gone. */
  static List<String> order(String key, List<String> candidates) {
    return weighed(key, candidates).sorted().map(Weighed::name).toList();
  }

  private static Stream<Weighed> weighed(String key, List<String> candidates) {
    return candidates.stream().map(name -> new Weighed(name, weight(key, name)));
  }

  /** The same number in every JVM and version: agents of a rolling update must agree. */
  private static long weight(String key, String candidate) {
    long hash = FNV_OFFSET;
    for (byte octet : (candidate + '\n' + key).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** The finalizer of SplitMix64: FNV alone leaves similar names near each other. */
  private static long mix(long hash) {
    long z = hash;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** A candidate; the heaviest comes first, and of two as heavy the first by name. */
  private record Weighed(String name, long weight) implements Comparable<Weighed> {
    @Override
    public int compareTo(Weighed other) {
      int heavier = Long.compareUnsigned(other.weight, weight);
      return heavier != 0 ? heavier : name.compareTo(other.name);
    }
  }
}
