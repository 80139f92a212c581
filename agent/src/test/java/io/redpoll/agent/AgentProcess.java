package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The packaged jar as a process, as an operator starts it. */
final class AgentProcess implements AutoCloseable {

  private static final Duration CEILING = Duration.ofMinutes(2);
  private static final Path JAR = Path.of("target", "redpoll-agent.jar").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Process process;
  private final ProcessOutput output;

  private AgentProcess(Process process) {
    this.process = process;
    this.output = new ProcessOutput(process.inputReader(), CEILING);
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

  /** The next line of its output with {@code text}; all that came before fails the test if there is none in two minutes. */
  String lineWith(String text) {
    return output.lineWith(text);
  }

  /** All lines that were read so far. */
  List<String> lines() {
    return output.lines();
  }

  /** Reads on to the end of its output, which fails the test if it does not come in two minutes. */
  List<String> allLines() {
    return output.allLines();
  }

  /** SIGTERM. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for its end; the exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(CEILING.toSeconds(), SECONDS)) {
      throw new AssertionError("the agent did not end within " + CEILING + "; it said:\n"
          + String.join("\n", output.lines()));
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
