package io.redpoll.resp;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a server tells of one of its commands, without what it does not tell ({@link CommandTraits}).
 *
 * @param name its name in capitals, {@code XGROUP|CREATE} for a command of a container
 * @param flags those of {@link #FLAGS} that it has
 * @param keySpecs where its keys are
 */
record CommandFacts(String name, Set<String> flags, List<KeySpec> keySpecs) {

  /** What is needed of flags and of the categories of access control; others come and go with versions. */
  static final Set<String> FLAGS =
      Set.of("readonly", "write", "blocking", "@transaction", "@pubsub", "@connection");

  CommandFacts {
    Set<String> needed = new TreeSet<>(flags);
    needed.retainAll(FLAGS);
    flags = Set.copyOf(needed);
    keySpecs = List.copyOf(keySpecs);
  }

  /** Reads a line of the table: name, flags, key specifications, with tabs between. */
  static CommandFacts parse(String line) {
    String[] columns = line.split("\t", -1);
    List<KeySpec> specs = columns[2].isEmpty()
        ? List.of()
        : Arrays.stream(columns[2].split(";", -1)).map(KeySpec::parse).toList();
    return new CommandFacts(columns[0], Set.of(columns[1].split(",", -1)), specs);
  }

  /** The line of the table that says this. */
  String line() {
    return name + "\t" + String.join(",", new TreeSet<>(flags)) + "\t"
        + keySpecs.stream().map(KeySpec::text).collect(joining(";"));
  }

  /** With all that is known beside it. */
  CommandInfo info() {
    return new CommandInfo(
        name,
        true,
        flags.contains("readonly"),
        CommandTraits.write(name, flags),
        CommandTraits.blocking(name, flags),
        CommandTraits.sessionKind(name),
        CommandTraits.idempotent(name, flags),
        CommandTraits.merge(name),
        keySpecs);
  }
}
