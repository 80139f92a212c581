package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A cluster in a process of its own, so that what is tested or measured shares no JVM with it. Blocks; for one thread. */
public final class ClusterProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter commands;
  private final String uri;

  private ClusterProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.uri = answer().getString("uri");
  }

  /** Starts one with the class path of this JVM. */
  public static ClusterProcess start() {
    return start(System.getProperty("java.class.path"));
  }

  /** Starts one with a class path that has the testkit. */
  public static ClusterProcess start(String classPath) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      return new ClusterProcess(new ProcessBuilder(List.of(
              java,
              "-Xmx192m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              classPath,
              ClusterMain.class.getName()))
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its API is. */
  public String uri() {
    return uri;
  }

  /**
   * Has it do what a line says, see {@link ClusterMain}.
   *
   * @throws IllegalStateException if it refuses
   */
  public JsonObject tell(String line) {
    commands.println(line);
    JsonObject answer = answer();
    if (!answer.getBoolean("ok")) {
      throw new IllegalStateException(line + ": " + answer.getString("error"));
    }
    return answer;
  }

  /** Ends it and its pods. */
  @Override
  public void close() {
    commands.close();
    process.onExit().join();
  }

  /** Whatever logs on standard output is passed over. */
  private JsonObject answer() {
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith("{")) {
          return new JsonObject(line);
        }
      }
      throw new IllegalStateException("the cluster's process ended");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
