package io.redpoll.agent;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options from all their sources: the file, over it the environment, over it the flags.
 *
 * @param options the options; the defaults where something is wrong
 * @param problems everything that is wrong, in the order of the sources
 */
record OptionsSources(AgentOptions options, List<Problem> problems) {

  private static final String DEFAULT_FILE = "conf/redpoll.json";
  private static final String FILE_VARIABLE = "REDPOLL_CONF";
  private static final Pattern POSITION = Pattern.compile("line: (\\d+), column: (\\d+)");

  /** Reads them all. {@code directory} is where a relative path begins. */
  static OptionsSources read(Arguments arguments, Map<String, String> environment, Path directory) {
    OptionsReader reader = new OptionsReader();
    if (arguments.conf().filter(String::isEmpty).isPresent()) {
      reader.problem(new Problem(Arguments.CONF + ": no value (expected: a JSON file)"));
    }
    arguments
        .strangers()
        .forEach(word -> reader.problem(
            new Problem(Problem.printable(word) + ": unexpected (expected: flags)")));
    file(arguments, environment, directory).ifPresent(file -> readFile(reader, file));
    reader.environment(environment);
    arguments.flags().forEach(reader::flag);
    List<Problem> problems = reader.problems();
    return new OptionsSources(
        problems.isEmpty() ? new AgentOptions(reader.values()) : new AgentOptions(), problems);
  }

  private static Optional<Path> file(
      Arguments arguments, Map<String, String> environment, Path directory) {
    Optional<Path> named = arguments
        .conf()
        .or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE)))
        .filter(file -> !file.isEmpty())
        .map(directory::resolve);
    Path byDefault = directory.resolve(DEFAULT_FILE);
    return named.isEmpty() && Files.exists(byDefault) ? Optional.of(byDefault) : named;
  }

  private static void readFile(OptionsReader reader, Path file) {
    try {
      reader.json(new JsonObject(Files.readString(file)), file.toString());
    } catch (DecodeException e) {
      Matcher position = POSITION.matcher(String.valueOf(e.getMessage()));
      String where =
          position.find() ? " at line " + position.group(1) + ", column " + position.group(2) : "";
      reader.problem(
          new Problem(file + ": not JSON" + where + " (expected: an object with options)"));
    } catch (IOException e) {
      reader.problem(new Problem(file + ": cannot be read, " + e.getClass().getSimpleName()
          + " (expected: a JSON file with options)"));
    }
  }
}
