package io.redpoll.endpoint;

import java.util.Locale;

/** Whether a process holds any key. How many there are changes from check to check, and is nobody's news. */
public enum Keys {
  /** It has not said. */
  UNKNOWN,
  /** It is empty. */
  NONE,
  /** It holds keys. */
  SOME;

  /** The word used between agents. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
