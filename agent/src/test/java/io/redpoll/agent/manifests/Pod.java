package io.redpoll.agent.manifests;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.redpoll.agent.chaos.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A pod: a host with an address of its own, and on it the process that its workload wants, in place of a container. */
final class Pod {

  private static final long PATIENCE_SECONDS = 60;

  private final Workload workload;
  private final String name;
  private final String uid = UUID.randomUUID().toString();
  private final Network.Host host;
  private Process process;
  private boolean ready;

  /** One that does not run yet. */
  Pod(Workload workload, int ordinal, Network.Host host) {
    this.workload = workload;
    this.name = workload.podName(ordinal);
    this.host = host;
  }

  Workload workload() {
    return workload;
  }

  String name() {
    return name;
  }

  String uid() {
    return uid;
  }

  String address() {
    return host.address();
  }

  boolean ready() {
    return ready;
  }

  /** Starts it. What it says goes into the file {@code log}. */
  void start(Mounts mounts, Map<String, String> environment, Path log) throws IOException {
    // The processes of a pod reach each other, and themselves.
    run("ip", "link", "set", "lo", "up");
    List<String> command = workload.command().stream().map(mounts::inside).toList();
    ProcessBuilder builder = inside(command).redirectOutput(log.toFile());
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().put("HOSTNAME", name);
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Waits until its readiness probe says yes. */
  void awaitReady() throws IOException {
    long end = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
    while (run(workload.readiness().toArray(String[]::new)) != 0) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError(name + ": not ready, alive: " + process.isAlive());
      }
    }
    ready = true;
  }

  /** The answer of its server to a command. */
  String ask(String... words) throws IOException {
    List<String> command = new ArrayList<>(
        List.of("redis-cli", "-h", address(), "-p", Integer.toString(workload.port()), "--raw"));
    command.addAll(List.of(words));
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** Asks until the answer is as wanted. */
  void await(Predicate<String> wanted, String... words) throws IOException {
    long end = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
    String answer = ask(words);
    while (!wanted.test(answer)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(name + ": " + String.join(" ", words) + ": " + answer);
      }
      answer = ask(words);
    }
  }

  /** Has its process stand still: it accepts connections, and says nothing. */
  void freeze() throws IOException {
    run("kill", "-STOP", Long.toString(process.pid()));
  }

  /** Ends that. */
  void thaw() throws IOException {
    run("kill", "-CONT", Long.toString(process.pid()));
  }

  /** Ends its process as a crash would. */
  void kill() {
    ready = false;
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  private int run(String... words) throws IOException {
    return inside(List.of(words))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .onExit()
        .join()
        .exitValue();
  }

  private ProcessBuilder inside(List<String> words) {
    return new ProcessBuilder(
            Stream.concat(host.enter().stream(), words.stream()).toList())
        .redirectErrorStream(true);
  }
}
