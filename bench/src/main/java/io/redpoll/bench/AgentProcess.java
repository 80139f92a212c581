package io.redpoll.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An agent as the DaemonSet starts it: a JVM of its own with the same flags and the same archive of classes. Blocks. */
final class AgentProcess implements AutoCloseable {

  /** As in k8s/daemonset.yaml. */
  static final List<String> FLAGS = List.of(
      "-XX:MaxRAMPercentage=45",
      "-XX:InitialRAMPercentage=12",
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-XX:+ExitOnOutOfMemoryError",
      "-XX:-UsePerfData",
      "-XX:MaxDirectMemorySize=24m",
      "-XX:ReservedCodeCacheSize=32m",
      "-Xss256k");

  /** What a container of that limit has: the JVM sizes its heap by it, the first one too. */
  static final String MEMORY = "-XX:MaxRAM=256m";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();

  private final Process process;
  private final int port;
  private final long began = System.nanoTime();

  private AgentProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one of {@code image}; its admin port is {@code port}. */
  static AgentProcess start(AgentImage image, int port, List<String> options) throws IOException {
    List<String> flags = new ArrayList<>(FLAGS);
    flags.add(MEMORY);
    List<String> command = new ArrayList<>(image.command(flags));
    command.addAll(List.of("agent", "--http-host", "127.0.0.1", "--http-port", "" + port));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("REDPOLL_"));
    return new AgentProcess(builder.start(), port);
  }

  /** Waits until it is ready; the milliseconds since it was started. */
  double awaitReady() throws Exception {
    while (true) {
      if (!process.isAlive()) {
        throw new IOException("an agent ended with " + process.exitValue());
      }
      try {
        if (get("/readyz").statusCode() == 200) {
          return (System.nanoTime() - began) / 1e6;
        }
      } catch (IOException notYet) {
        // Its port is not open yet.
      }
      Thread.sleep(20);
    }
  }

  /** How many Services it curates. */
  int curated() throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("redpoll_services{"))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Its resident memory in MiB. */
  double memory() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", "" + process.pid(), "status"))) {
      String line = lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    }
  }

  /** The processor time that it has taken, in seconds. */
  double processorTime() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** Sends it a signal by its name. */
  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, "" + process.pid())
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Ends it, also one that stands still. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(2))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
