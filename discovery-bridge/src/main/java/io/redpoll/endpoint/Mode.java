package io.redpoll.endpoint;

import java.util.Locale;

/** What a sharded Service is for, and so what happens to the keys of a shard that is down. */
public enum Mode {
  /** The data must not be lost: the keys of a shard that is down wait for it. */
  STORE,
  /** The data can be made again: the keys of a shard that is down live elsewhere meanwhile. */
  CACHE;

  /** The value of the label {@code redpoll.io/mode}, and the word used in records. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
