package io.redpoll.bench;

import java.io.File;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An agent as the DaemonSet starts it: a JVM of its own with the same flags. Blocks. */
final class AgentProcess implements AutoCloseable {

  /** The class path of the benchmark less what only its peers need. */
  private static final Pattern PEERS = Pattern.compile(
      ".*(lettuce|kubernetes-client|kubernetes-model|kubernetes-httpclient|zjsonpatch|jackson-databind|jackson-dataformat|jackson-datatype"
          + "|reactor|reactive-streams|snakeyaml|redpoll-testkit|embedded-redis).*");

  /** As in k8s/daemonset.yaml, whose limit of 256 MiB makes this heap. */
  private static final List<String> FLAGS = List.of(
      "-Xmx115m",
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-XX:+ExitOnOutOfMemoryError",
      "-XX:-UsePerfData",
      "-XX:MaxDirectMemorySize=24m",
      "-XX:ReservedCodeCacheSize=32m",
      "-Xss256k",
      "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
      "--add-opens=java.base/java.lang=ALL-UNNAMED",
      "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
      "--add-opens=java.management/sun.management=ALL-UNNAMED",
      "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();

  private final Process process;
  private final int port;
  private final long began = System.nanoTime();

  private AgentProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one; its admin port is {@code port}. */
  static AgentProcess start(int port, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", classPath(), "io.redpoll.agent.Redpoll", "agent"));
    command.addAll(List.of("--http-host", "127.0.0.1", "--http-port", "" + port));
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

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !PEERS.matcher(Path.of(entry).getFileName().toString()).matches())
        .filter(entry -> !entry.contains("/bench/target") && !entry.contains("/testkit/target"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
