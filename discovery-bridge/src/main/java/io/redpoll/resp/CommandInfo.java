package io.redpoll.resp;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is known of a command, as far as routing and retrying need it.
 *
 * @param name its name in capitals, {@code XGROUP|CREATE} for a command of a container
 * @param known whether the table has it, or a server told all its keys; one that is not known counts as a write, if no server
 *     told better, that has no known keys
 * @param readOnly whether the server says that it only reads: what neither reads nor writes, as PING, is not
 * @param write whether it may change data
 * @param blocking whether it waits for others on purpose, so that it must not travel on a shared connection
 * @param sessionKind how it changes the state of its connection; anything but NONE must not travel on a shared one
 * @param idempotent whether it may run twice: the data is then the same as after one run, though the reply may differ
 * @param merge how to put the replies together if it is split by keys
 * @param keySpecs where its keys are
 */
public record CommandInfo(
    String name,
    boolean known,
    boolean readOnly,
    boolean write,
    boolean blocking,
    SessionKind sessionKind,
    boolean idempotent,
    Merge merge,
    List<KeySpec> keySpecs) {

  private static final int[] NONE = {};

  public CommandInfo {
    requireNonNull(name, "name is null");
    requireNonNull(sessionKind, "sessionKind is null");
    requireNonNull(merge, "merge is null");
    keySpecs = List.copyOf(keySpecs);
  }

  /** What is assumed of a command that the table does not have. */
  static CommandInfo unknown(String name) {
    return new CommandInfo(
        name, false, false, true, false, SessionKind.NONE, false, Merge.NONE, List.of());
  }

  /** Its first word: {@code XGROUP} of {@code XGROUP|CREATE}, and the whole name of what has no container. */
  public String container() {
    int bar = name.indexOf('|');
    return bar < 0 ? name : name.substring(0, bar);
  }

  /** Whether it must not travel on a shared connection, since it changes the connection's state. */
  public boolean session() {
    return sessionKind != SessionKind.NONE;
  }

  /** Whether it is of the SUBSCRIBE family. (PUBLISH is not: it is an ordinary command.) */
  public boolean pubSub() {
    return sessionKind == SessionKind.PUB_SUB;
  }

  /** Whether it is MULTI, EXEC, DISCARD, WATCH or UNWATCH. */
  public boolean transaction() {
    return sessionKind == SessionKind.TRANSACTION;
  }

  /** Whether {@link #keyPositions} tells all keys; SORT may have more behind BY and GET, for instance. */
  public boolean keysComplete() {
    return known && keySpecs.stream().allMatch(KeySpec::complete);
  }

  /** Whether its arguments have to be read to find the keys: a number of keys, or a word before them. */
  public boolean movableKeys() {
    return keySpecs.stream().anyMatch(KeySpec::movable);
  }

  /**
   * The positions of its keys (and of the channels that a cluster places like keys) among the arguments, ascending,
   * the first argument being 0.
   */
  public int[] keyPositions(List<byte[]> arguments) {
    if (keySpecs.isEmpty()) {
      return NONE;
    }
    KeyPositions positions = new KeyPositions(arguments.size());
    for (int i = 0; i < keySpecs.size(); i++) {
      keySpecs.get(i).forEachKey(arguments, positions);
    }
    return positions.ascending();
  }

  CommandInfo withUnknownKeys() {
    return new CommandInfo(
        name, false, readOnly, write, blocking, sessionKind, idempotent, merge, List.of());
  }

  CommandInfo withSessionKind(SessionKind kind) {
    return new CommandInfo(
        name, known, readOnly, write, blocking, kind, idempotent, merge, keySpecs);
  }

  CommandInfo withBlocking(boolean value) {
    return new CommandInfo(
        name, known, readOnly, write, value, sessionKind, idempotent, merge, keySpecs);
  }

  CommandInfo withIdempotent(boolean value) {
    return new CommandInfo(
        name, known, readOnly, write, blocking, sessionKind, value, merge, keySpecs);
  }
}
