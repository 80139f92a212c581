package io.redpoll.agent.command;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;

/** Runs the commands that ask an agent. */
public final class Commands {

  private Commands() {}

  /** Runs {@code redpoll services} with these words behind it. */
  public static ExitCode services(List<String> words, PrintStream out, PrintStream err) {
    return run(
        ClientFlags.parse(words, ServicesCommand.flags()),
        ServicesCommand.HELP,
        flags -> ServicesCommand.run(flags, out, err),
        out,
        err);
  }

  /** Runs {@code redpoll events} with these words behind it. */
  public static ExitCode events(List<String> words, PrintStream out, PrintStream err) {
    return run(
        ClientFlags.parse(words, EventsCommand.flags()),
        EventsCommand.HELP,
        flags -> EventsCommand.run(flags, out),
        out,
        err);
  }

  private static ExitCode run(
      ClientFlags flags,
      String help,
      Consumer<ClientFlags> command,
      PrintStream out,
      PrintStream err) {
    if (flags.has(ClientFlags.HELP)) {
      out.print(help);
      return ExitCode.DONE;
    }
    if (!flags.problems().isEmpty()) {
      flags.problems().forEach(problem -> err.println("redpoll: " + problem));
      return ExitCode.BAD_OPTIONS;
    }
    try {
      command.accept(flags);
      return ExitCode.DONE;
    } catch (CommandException e) {
      err.println("redpoll: " + e.getMessage());
      return e.exitCode();
    }
  }
}
