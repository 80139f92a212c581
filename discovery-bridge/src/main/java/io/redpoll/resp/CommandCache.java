package io.redpoll.resp;

import io.vertx.redis.client.Command;
import java.util.List;
import java.util.function.Function;

/**
 * What is known of the commands that were used last, found by the identity of the stock client's constants: no name is
 * folded or hashed on the path of a command.
 *
 * <p>Any thread, without locks: entries are immutable, so a racing thread sees one or none, and two threads that miss at
 * once make the same entry twice. Its size is fixed: commands that share a place drive each other out.
 */
final class CommandCache {

  private static final int PLACES = 2048;

  private final Entry[] entries = new Entry[PLACES];
  private final Function<Command, Entry> source;

  CommandCache(Function<Command, Entry> source) {
    this.source = source;
  }

  Entry of(Command command) {
    int place = System.identityHashCode(command) & (PLACES - 1);
    Entry entry = entries[place];
    if (entry == null || entry.command != command) {
      entry = source.apply(command);
      entries[place] = entry;
    }
    return entry;
  }

  /**
   * A command and all that its arguments may make of it.
   *
   * @param container whether the first argument belongs to its name
   * @param spoilers options that make {@code info} {@code spoiled}; empty for none
   * @param blocksByArgument whether it is {@code info} with BLOCK only, and {@code patient} without
   */
  record Entry(
      Command command,
      CommandInfo info,
      boolean container,
      List<String> spoilers,
      CommandInfo spoiled,
      boolean blocksByArgument,
      CommandInfo patient) {

    /** The command, as these arguments make it; they are not those of a container. */
    CommandInfo with(List<byte[]> arguments) {
      if (blocksByArgument) {
        return BlockTime.blockOption(info.name(), arguments) >= 0 ? info : patient;
      }
      return !spoilers.isEmpty() && CommandTraits.hasAny(arguments, spoilers) ? spoiled : info;
    }
  }
}
