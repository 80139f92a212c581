package io.redpoll.agent.chaos;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A JVM that takes part in the chaos: an agent from its packaged jar, or an application. Blocks. */
final class ChaosProcess implements AutoCloseable {

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Path JAR = Path.of("target", "redpoll-agent.jar").toAbsolutePath();
  private static final String LAST_CONTACT = "redpoll_kubernetes_last_contact_timestamp_seconds";
  private static final Duration ANSWER = Duration.ofSeconds(4);
  private static final Duration READY = Duration.ofMinutes(2);

  /** They ask the more seldom the more often the API was away. */
  private static final Duration CONTACT = Duration.ofMinutes(3);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(ANSWER).build();

  private final Process process;

  private ChaosProcess(Process process) {
    this.process = process;
  }

  /** An agent on a host; what it logs goes to the end of {@code log}. Names are those of the file {@code names} and no others. */
  static ChaosProcess agent(Network.Host host, Path names, Path log, List<String> options)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("-jar", JAR.toString(), "agent"));
    words.addAll(options);
    return new ChaosProcess(builder(host, names, words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start());
  }

  /** An application on a host; what it logs goes to the end of {@code log} as well, its answers stand in lines that begin with a brace. */
  static ChaosProcess application(
      Network.Host host,
      Path names,
      Path log,
      String name,
      JsonObject options,
      List<String> services)
      throws IOException {
    List<String> words = List.of(
        "-cp",
        System.getProperty("java.class.path"),
        ChaosApplication.class.getName(),
        name,
        options.encode(),
        String.join(",", services));
    return new ChaosProcess(builder(host, names, words)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start());
  }

  private static ProcessBuilder builder(Network.Host host, Path names, List<String> words) {
    List<String> command = new ArrayList<>(host.enter());
    command.addAll(List.of(
        JAVA.toString(),
        "-Xmx96m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xss256k",
        "-Djdk.net.hosts.file=" + names));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("REDPOLL_"));
    return builder;
  }

  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, "" + process.pid())
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Waits for its end; its exit code. */
  int ended() throws Exception {
    if (!process.waitFor(60, SECONDS)) {
      throw new IllegalStateException("a process did not end within 60 s");
    }
    return process.exitValue();
  }

  /** Waits until an agent is ready and one of so many, by its admin port. */
  void awaitReady(String address, int agents) throws Exception {
    await(
        () -> get(address, "/readyz").statusCode() == 200
            && services(address).getJsonArray("agents").size() == agents,
        READY,
        "the agent at " + address + " is not ready as one of " + agents);
  }

  /** Waits until the Kubernetes API has answered an agent since some moment, by its admin port. */
  void awaitContact(String address, Instant since) throws Exception {
    await(
        () -> lastContact(address) >= since.getEpochSecond(),
        CONTACT,
        "the agent at " + address + " has not found Kubernetes again");
  }

  /** What is asked over and over; whom it fails for has not answered yet. */
  private interface Question {
    boolean ask() throws IOException, InterruptedException;
  }

  private void await(Question question, Duration patience, String inVain) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (!yes(question)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException(inVain);
      }
      Thread.sleep(100);
    }
  }

  private static boolean yes(Question question) throws InterruptedException {
    try {
      return question.ask();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What an agent answers who asks its admin port for all Services. */
  static JsonObject services(String address) throws IOException, InterruptedException {
    return new JsonObject(get(address, "/services").body());
  }

  /** When the Kubernetes API last answered the agent that has this admin port; in seconds. */
  private static double lastContact(String address) throws IOException, InterruptedException {
    return get(address, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(LAST_CONTACT))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private static HttpResponse<String> get(String address, String path)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .timeout(ANSWER)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Has an application do something; its answer. */
  JsonObject ask(String line) throws IOException {
    PrintWriter commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    commands.println(line);
    return answer();
  }

  /** The next answer of an application. */
  JsonObject answer() throws IOException {
    BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith("{")) {
        return new JsonObject(line);
      }
    }
    throw new IOException("the application ended");
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
