package io.redpoll.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A running {@link MirrorApi}. Blocks. */
final class MirrorApiProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter commands;
  private final String uri;

  MirrorApiProcess(int services) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    process = new ProcessBuilder(List.of(
            java,
            "-Xmx3g",
            // Its standard output carries answers, so words go to standard error.
            "-Dlogback.configurationFile=io/redpoll/bench/logback.xml",
            "-cp",
            System.getProperty("java.class.path"),
            MirrorApi.class.getName(),
            Integer.toString(services)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    uri = answer();
  }

  String uri() {
    return uri;
  }

  /** Changes one slice of a Service. */
  void touch(int service) throws IOException {
    commands.println("touch " + service);
    answer();
  }

  /** Changes so many slices as fast as it can; returns when the last is changed. */
  void burst(int slices, String mark) throws IOException {
    commands.println("burst " + slices + " " + mark);
    answer();
  }

  @Override
  public void close() {
    commands.close();
    process.onExit().join();
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the Kubernetes API of the benchmark ended");
    }
    return line;
  }
}
