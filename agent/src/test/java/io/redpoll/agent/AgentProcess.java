package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The packaged jar as a process, as an operator starts it. */
final class AgentProcess implements AutoCloseable {

  private static final int CEILING_SECONDS = 60;
  private static final Path JAR = Path.of("target", "redpoll-agent.jar").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private AgentProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /** Starts the agent in {@code directory}, without the options that this machine's environment may hold. */
  static AgentProcess start(Path directory, String... arguments) throws IOException {
    Stream<String> java =
        Stream.of(JAVA.toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString());
    ProcessBuilder builder = new ProcessBuilder(
            Stream.concat(java, Stream.of(arguments)).toList())
        .directory(directory.toFile())
        .redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("REDPOLL_")
            || name.endsWith("JAVA_OPTIONS")
            || name.equals("JAVA_TOOL_OPTIONS"));
    return new AgentProcess(builder.start());
  }

  /** The next line of its output with {@code text}; all that came before fails the test if there is none. */
  String lineWith(String text) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.contains(text)) {
        return line;
      }
    }
    throw new AssertionError("no line with " + text + " in:\n" + String.join("\n", lines));
  }

  /** All lines that were read so far. */
  List<String> lines() {
    return lines;
  }

  /** Reads on to the end of its output. */
  List<String> allLines() throws IOException {
    output.lines().forEach(lines::add);
    return lines;
  }

  /** SIGTERM. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for its end; the exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(CEILING_SECONDS, SECONDS)) {
      throw new AssertionError("the agent did not end in " + CEILING_SECONDS + " s");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
