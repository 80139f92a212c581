package io.redpoll.agent;

import java.nio.charset.StandardCharsets;
import java.util.List;

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
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "candidates for " + key + ": none (expected: at least one)");
    }
    String owner = candidates.get(0);
    for (String candidate : candidates) {
      int order = Long.compareUnsigned(weight(key, candidate), weight(key, owner));
      if (order > 0 || (order == 0 && candidate.compareTo(owner) < 0)) {
        owner = candidate;
      }
    }
    return owner;
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
}
