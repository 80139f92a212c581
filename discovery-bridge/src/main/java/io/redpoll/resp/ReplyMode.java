package io.redpoll.resp;

import java.util.List;

/** Which replies the owner of a connection wants, as CLIENT REPLY says. Used by one thread at a time. */
final class ReplyMode {

  private enum Mode {
    ON,
    OFF,
    /** Not the next one. */
    SKIP
  }

  private volatile Mode mode = Mode.ON;

  /**
   * Takes CLIENT REPLY with these arguments.
   *
   * @return whether that is all: OFF and SKIP have no reply, and ON and whatever is wrong are the server's to answer
   */
  boolean set(List<byte[]> arguments) {
    byte[] word = arguments.size() == 2 ? arguments.get(1) : new byte[0];
    if (KeySpec.is(word, "OFF")) {
      mode = Mode.OFF;
      return true;
    }
    if (KeySpec.is(word, "SKIP")) {
      mode = mode == Mode.OFF ? Mode.OFF : Mode.SKIP;
      return true;
    }
    if (KeySpec.is(word, "ON")) {
      mode = Mode.ON;
    }
    return false;
  }

  /** Whether the reply to the command that is sent now is wanted. */
  boolean wanted() {
    if (mode == Mode.SKIP) {
      mode = Mode.ON;
      return false;
    }
    return mode == Mode.ON;
  }
}
