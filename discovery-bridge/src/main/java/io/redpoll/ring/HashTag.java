package io.redpoll.ring;

/**
 * The part of a key that says where it lives, as Redis Cluster has it: what stands between its first brace and the one that
 * closes it, so that {@code {user1}.name} lives with {@code {user1}.mail}; all of the key if nothing does.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags">Redis cluster
 *     specification</a>
 */
public final class HashTag {

  private HashTag() {}

  /** Where it begins. */
  public static int from(byte[] key) {
    for (int i = 0; i < key.length; i++) {
      if (key[i] == '{') {
        return close(key, i) > i + 1 ? i + 1 : 0;
      }
    }
    return 0;
  }

  /** Where it ends, behind its last byte, given that it begins at {@code from}. */
  public static int to(byte[] key, int from) {
    return from == 0 ? key.length : close(key, from - 1);
  }

  /** Where the brace closes that opens at {@code open}, -1 if nowhere. */
  private static int close(byte[] key, int open) {
    for (int i = open + 1; i < key.length; i++) {
      if (key[i] == '}') {
        return i;
      }
    }
    return -1;
  }
}
