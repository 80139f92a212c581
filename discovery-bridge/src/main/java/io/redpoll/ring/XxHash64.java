package io.redpoll.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * XXH64 with seed 0, the same on every machine.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">Yann Collet's specification</a>
 */
public final class XxHash64 {

  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;

  private static final int STRIPE = 32;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XxHash64() {}

  /** The hash of {@code bytes[from, to)}. */
  public static long hash(byte[] bytes, int from, int to) {
    int length = to - from;
    int stripes = from + length / STRIPE * STRIPE;
    long hash = (length < STRIPE ? P5 : stripes(bytes, from, stripes)) + length;
    return avalanche(tail(hash, bytes, stripes, to));
  }

  /** Makes every bit of the result depend on every bit of {@code hash}. */
  static long avalanche(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * P2;
    h = (h ^ (h >>> 29)) * P3;
    return h ^ (h >>> 32);
  }

  private static long stripes(byte[] bytes, int from, int to) {
    long a = Long.sum(P1, P2);
    long b = P2;
    long c = 0;
    long d = -P1;
    for (int i = from; i < to; i += STRIPE) {
      a = round(a, (long) LONGS.get(bytes, i));
      b = round(b, (long) LONGS.get(bytes, i + 8));
      c = round(c, (long) LONGS.get(bytes, i + 16));
      d = round(d, (long) LONGS.get(bytes, i + 24));
    }
    long hash = Long.rotateLeft(a, 1)
        + Long.rotateLeft(b, 7)
        + Long.rotateLeft(c, 12)
        + Long.rotateLeft(d, 18);
    return merge(merge(merge(merge(hash, a), b), c), d);
  }

  private static long tail(long start, byte[] bytes, int from, int to) {
    long hash = start;
    int i = from;
    for (; i + 8 <= to; i += 8) {
      hash = Long.rotateLeft(hash ^ round(0, (long) LONGS.get(bytes, i)), 27) * P1 + P4;
    }
    if (i + 4 <= to) {
      long word = (int) INTS.get(bytes, i) & 0xFFFF_FFFFL;
      hash = Long.rotateLeft(hash ^ word * P1, 23) * P2 + P3;
      i += 4;
    }
    for (; i < to; i++) {
      hash = Long.rotateLeft(hash ^ (bytes[i] & 0xFF) * P5, 11) * P1;
    }
    return hash;
  }

  private static long round(long accumulator, long lane) {
    return Long.rotateLeft(accumulator + lane * P2, 31) * P1;
  }

  private static long merge(long hash, long accumulator) {
    return (hash ^ round(0, accumulator)) * P1 + P4;
  }
}
