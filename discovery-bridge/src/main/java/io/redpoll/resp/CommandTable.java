package io.redpoll.resp;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is known of each command of Redis 8 with its modules and of Valkey 8: what servers tell of it (the resource
 * {@code commands.tsv}, made by {@code CommandTableGenerator}; its first lines say of which servers) and what they do not tell
 * ({@link CommandTraits}). For those that it does not have see {@link LearnedCommands}.
 *
 * <p>The stock client's own table is not used: it takes writes for reads and misses keys. Immutable, any thread.
 */
public final class CommandTable {

  private static final String RESOURCE = "commands.tsv";

  /** By name, in capitals and in small letters, so that looking up makes no garbage. */
  private final Map<String, CommandInfo> byName;

  /** Those whose first argument belongs to the name, as XGROUP. */
  private final Set<String> containers;

  private final CommandCache cache = new CommandCache(this::entry);

  private CommandTable(Map<String, CommandInfo> byName, Set<String> containers) {
    this.byName = byName;
    this.containers = containers;
  }

  /** Reads the table. Load it once and keep it. */
  public static CommandTable load() {
    return of(lines());
  }

  /** Those of the resource, without its head. */
  static List<String> lines() {
    try (InputStream resource = CommandTable.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CommandTable of(List<String> lines) {
    Map<String, CommandInfo> byName = new HashMap<>();
    Set<String> containers = new HashSet<>();
    for (String line : lines) {
      CommandInfo info = CommandFacts.parse(line).info();
      byName.put(info.name(), info);
      byName.put(info.name().toLowerCase(Locale.ROOT), info);
      if (!info.container().equals(info.name())) {
        containers.add(info.container());
      }
    }
    return new CommandTable(Map.copyOf(byName), Set.copyOf(containers));
  }

  /** What is known of a request: its arguments count, since XREAD blocks with BLOCK only, for instance. */
  public CommandInfo of(Request request) {
    CommandCache.Entry entry = cache.of(request.command());
    List<byte[]> arguments = Requests.arguments(request);
    if (entry.container() && !arguments.isEmpty()) {
      String sub = new String(arguments.get(0), StandardCharsets.ISO_8859_1);
      return of(entry.info().name() + "|" + sub);
    }
    return entry.with(arguments);
  }

  /** What is known of a command, {@code GET} or {@code XGROUP|CREATE}, in any case. */
  public CommandInfo of(String name) {
    CommandInfo info = byName.get(name);
    if (info != null) {
      return info;
    }
    String capitals = name.toUpperCase(Locale.ROOT);
    info = byName.get(capitals);
    return info != null ? info : CommandInfo.unknown(capitals);
  }

  private CommandCache.Entry entry(Command command) {
    CommandInfo info = of(command.toString());
    return CommandTraits.entry(command, info, containers.contains(info.name()));
  }
}
