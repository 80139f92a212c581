package io.redpoll.agent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a process, as an operator starts it. */
class RedpollIT {

  private static final Path JAR = Path.of("target", "redpoll-agent.jar").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final List<Process> processes = new ArrayList<>();

  @TempDir
  Path directory;

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void helpAndVersionNeedNothing() throws Exception {
    assertThat(outputOf(0, "--help")).contains("Usage: java -jar redpoll-agent.jar [agent]");
    assertThat(outputOf(0, "--version")).startsWith("redpoll 0.").contains("Java ");
  }

  @Test
  void badOptionsAreAllToldAndNothingElse() throws Exception {
    String output = outputOf(2, "agent", "--http-port", "x", "--htp-host", "y");

    assertThat(output.lines())
        .containsExactly(
            "redpoll: http.port: x (expected: a whole number from 0 to 65535; from flag --http-port)",
            "redpoll: --htp-host: unknown flag (from the command line; did you mean --http-host?)");
  }

  @Test
  void portInUseIsOneLineAndOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String output = outputOf(
          1,
          "--http-host",
          "127.0.0.1",
          "--http-port",
          "" + taken.getLocalPort(),
          "--kubernetes-url",
          "http://127.0.0.1:1");

      assertThat(output.lines().filter(line -> line.contains("ERROR")))
          .singleElement()
          .asString()
          .contains("cannot start: http.port: " + taken.getLocalPort() + " on 127.0.0.1 is in use");
      assertThat(output).doesNotContain("\tat ");
    }
  }

  @Test
  void op07_sigtermStopsInOrderWithZero() throws Exception {
    Process agent = start(
        "--http-host",
        "127.0.0.1",
        "--http-port",
        "0",
        "--node",
        "node-1",
        "--kubernetes-url",
        "http://127.0.0.1:1");
    try (BufferedReader output = agent.inputReader()) {
      assertThat(lineWith(output, "agent node-1/")).contains(" runs");

      agent.toHandle().destroy();

      assertThat(lineWith(output, "redpoll stopped")).contains("INFO");
      assertThat(agent.waitFor(60, SECONDS)).isTrue();
      assertThat(agent.exitValue()).isZero();
    }
  }

  private String outputOf(int code, String... arguments) throws Exception {
    Process process = start(arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(code);
    return output;
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = Stream.concat(
            Stream.of(
                JAVA.toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()),
            Stream.of(arguments))
        .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("REDPOLL_")
            || name.endsWith("JAVA_OPTIONS")
            || name.equals("JAVA_TOOL_OPTIONS"));
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** The first line with {@code text}; all that came before fails the test if there is none. */
  private static String lineWith(BufferedReader output, String text) throws IOException {
    StringBuilder before = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.contains(text)) {
        return line;
      }
      before.append(line).append('\n');
    }
    throw new AssertionError("no line with " + text + " in:\n" + before);
  }
}
