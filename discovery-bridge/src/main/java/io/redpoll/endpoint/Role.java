package io.redpoll.endpoint;

import java.util.Locale;

/** What a Redis process says that it is. */
public enum Role {
  /** It has not said. */
  UNKNOWN,
  /** It takes writes. */
  PRIMARY,
  /** It follows a primary. */
  REPLICA,
  /** It is a Sentinel: it holds no data. */
  SENTINEL;

  /** The word used in records and events. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
