package io.redpoll.resp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes the resource {@code commands.tsv} from what servers declare of their commands.
 *
 * <p>Its first argument is the file to write. Pairs follow: what a source is (server, version, commit), which goes into the
 * head of the table, and where it is: a directory with a server's command files ({@code src/commands} of Redis and Valkey), or
 * a file that holds the published COMMAND output of a server. Nothing but names, flags and key specifications is taken.
 *
 * <p>Sources add to each other. Where they differ, the careful word counts: a flag that one of them has stands. A rule that
 * one of them calls complete is complete. Any other difference ends the program, since a person has to judge it.
 */
final class CommandTableGenerator {

  /**
   * What servers declare less of than they do: their own words for the arguments tell of more keys than their key
   * specifications. Seen in Redis 8.10.
   */
  private static final Map<String, String> CORRECTIONS = Map.of(
      // Keys, then one path.
      "JSON.MGET", "INDEX:1 RANGE:-2,1,0",
      // Destination, number of sources, sources.
      "CMS.MERGE", "INDEX:1 RANGE:0,1,0;INDEX:2 KEYNUM:0,1,1");

  private CommandTableGenerator() {}

  public static void main(String[] args) throws IOException {
    Map<String, Path> sources = new LinkedHashMap<>();
    for (int i = 1; i + 1 < args.length; i += 2) {
      sources.put(args[i], Path.of(args[i + 1]));
    }
    Files.writeString(Path.of(args[0]), table(sources));
  }

  static String table(Map<String, Path> sources) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Made by CommandTableGenerator. Do not edit. Facts from:");
    Map<String, CommandFacts> all = new TreeMap<>();
    for (Map.Entry<String, Path> source : sources.entrySet()) {
      lines.add("# - " + source.getKey());
      CommandFiles.read(source.getValue())
          .forEach(facts -> all.merge(facts.name(), facts, CommandTableGenerator::both));
    }
    lines.add("# Corrected, since these have more keys than they declare: "
        + String.join(", ", new TreeMap<>(CORRECTIONS).keySet()));
    lines.add("# name, flags, key specifications (see KeySpec), with tabs between");
    all.values().forEach(facts -> lines.add(corrected(facts).line()));
    return String.join("\n", lines) + "\n";
  }

  private static CommandFacts corrected(CommandFacts facts) {
    String specs = CORRECTIONS.get(facts.name());
    return specs == null
        ? facts
        : CommandFacts.parse(facts.name() + "\t" + String.join(",", facts.flags()) + "\t" + specs);
  }

  private static CommandFacts both(CommandFacts one, CommandFacts other) {
    Set<String> flags = new HashSet<>(one.flags());
    flags.addAll(other.flags());
    boolean same = one.keySpecs().size() == other.keySpecs().size()
        && !flags.containsAll(Set.of("readonly", "write"));
    List<KeySpec> specs = new ArrayList<>();
    for (int i = 0; same && i < one.keySpecs().size(); i++) {
      KeySpec a = one.keySpecs().get(i);
      KeySpec b = other.keySpecs().get(i);
      same = complete(a).equals(complete(b));
      specs.add(a.complete() ? a : b);
    }
    if (!same) {
      throw new IllegalStateException(
          "sources differ (expected: one correction in CommandTableGenerator):\n" + one.line()
              + "\n" + other.line());
    }
    return new CommandFacts(one.name(), flags, specs);
  }

  private static String complete(KeySpec spec) {
    return spec.text().replace(KeySpec.INCOMPLETE, "");
  }
}
