package io.redpoll.handle;

import io.redpoll.ring.HashTag;

/**
 * The slot of a key in a Redis Cluster: CRC16 (the variant of XMODEM: polynomial 0x1021, from 0) of its hash tag, modulo
 * 16384.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model">Redis
 *     cluster specification</a>
 */
final class KeySlot {

  /** How many there are. */
  static final int COUNT = 16384;

  private static final int POLYNOMIAL = 0x1021;

  /** What each value of the upper byte does to the sum. */
  private static final int[] TABLE = table();

  private KeySlot() {}

  /** The slot of {@code key}, 0 to 16383. */
  static int of(byte[] key) {
    int from = HashTag.from(key);
    int to = HashTag.to(key, from);
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc = (crc << 8 ^ TABLE[(crc >>> 8 ^ key[i]) & 0xff]) & 0xffff;
    }
    return crc & COUNT - 1;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
      }
      table[i] = crc & 0xffff;
    }
    return table;
  }
}
