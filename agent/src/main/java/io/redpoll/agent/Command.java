package io.redpoll.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code redpoll} can be asked to do. */
enum Command {
  AGENT(
      "watches, checks and announces Redis endpoints, until it is stopped; also without a command"),
  SERVICES("prints all Services and their endpoints, as an agent knows them"),
  EVENTS("prints health events, with --follow as they come"),
  CHECK("checks the configuration and the rights of the account, before deploying");

  private final String summary;

  Command(String summary) {
    this.summary = summary;
  }

  /** The command that the words begin with; that of the agent if they begin with a flag or are none; empty if unknown. */
  static Optional<Command> of(List<String> words) {
    return words.isEmpty() || words.get(0).startsWith("-")
        ? Optional.of(AGENT)
        : Arrays.stream(values())
            .filter(command -> command.word().equals(words.get(0)))
            .findFirst();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Command::word).toList();
  }

  /** The line for a command that there is not. */
  static Problem unknown(String word) {
    String nearest =
        Nearest.to(word, words()).map(known -> "; did you mean " + known + "?").orElse("");
    return new Problem(Problem.printable(word) + ": unknown command (expected: "
        + String.join(", ", words()) + nearest + ")");
  }

  /** What {@code --help} without a command prints. */
  static String overview() {
    return """
        Usage: java -jar redpoll-agent.jar [command] [--flag value ...]

        One shared, Redis-aware view of the Redis pods of a Kubernetes cluster.

        """
        + Arrays.stream(values())
            .map(command -> String.format("  %-10s%s%n", command.word(), command.summary))
            .collect(Collectors.joining())
        + """

        Each has --help, which lists its flags and exit codes. --version prints the version.
        """;
  }
}
