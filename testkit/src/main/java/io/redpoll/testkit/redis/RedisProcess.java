package io.redpoll.testkit.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A Redis process with its data directory. A hook of the JVM ends those that nobody closed. */
final class RedisProcess {

  private static final long READY_MILLIS = 15_000;
  private static final long STEP_MILLIS = 5;
  private static final int PING_TIMEOUT_MILLIS = 1_000;
  private static final Set<RedisProcess> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(RedisProcess::close), "redis end"));
  }

  private final Process process;
  private final Path directory;
  private final OutputTail output;

  private RedisProcess(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
    this.output = new OutputTail(process.getInputStream(), "redis " + process.pid());
  }

  static RedisProcess start(
      RedisBinary binary, InetSocketAddress address, RedisServerOptions options) {
    try {
      return start(binary, address, options, Files.createTempDirectory("redpoll-redis-"));
    } catch (IOException failed) {
      throw notStarted(binary, failed);
    }
  }

  /** Ends it as a crash would, and starts another in its directory, with what it left there. */
  RedisProcess again(RedisBinary binary, InetSocketAddress address, RedisServerOptions options) {
    kill();
    RUNNING.remove(this);
    return start(binary, address, options, directory);
  }

  private static RedisProcess start(
      RedisBinary binary, InetSocketAddress address, RedisServerOptions options, Path directory) {
    try {
      Process process = new ProcessBuilder(command(binary, address, directory, options))
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .start();
      process.getOutputStream().close();
      RedisProcess redis = new RedisProcess(process, directory);
      RUNNING.add(redis);
      return redis;
    } catch (IOException failed) {
      throw notStarted(binary, failed);
    }
  }

  private static RedisServerException notStarted(RedisBinary binary, IOException failed) {
    return new RedisServerException(
        "redis server: " + binary.path() + " cannot be started: " + failed.getMessage(), failed);
  }

  /** Waits until the server answers; false if it is gone, or silent for too long. */
  boolean awaitReady(InetSocketAddress address) {
    long deadline = System.nanoTime() + READY_MILLIS * 1_000_000;
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (ready(address)) {
        return true;
      }
      pause();
    }
    return false;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  List<String> output() {
    return output.lines();
  }

  CompletableFuture<Void> whenGone() {
    return process.onExit().thenAccept(gone -> {});
  }

  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  void terminate() {
    process.destroy();
  }

  void freeze() {
    signal("STOP");
    awaitState(true);
  }

  void thaw() {
    signal("CONT");
    awaitState(false);
  }

  void close() {
    kill();
    RUNNING.remove(this);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException gone) {
      // Deleted before: close may be called twice.
      RUNNING.remove(this);
    }
  }

  /** How it ended, or that it did not, with its last words. */
  String describe() {
    String state = "no answer within " + READY_MILLIS + " ms";
    if (!process.isAlive()) {
      output.awaitEnd();
      state = "exit code " + process.exitValue();
    }
    return state + "; it wrote: " + String.join(" | ", output.lines());
  }

  private static List<String> command(
      RedisBinary binary, InetSocketAddress address, Path directory, RedisServerOptions options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(binary.path().toString()));
    if (options.sentinel().isEmpty()) {
      command.addAll(dataArgs(address, directory));
    } else {
      command.addAll(
          List.of(sentinelFile(address, directory, options.sentinel()).toString(), "--sentinel"));
    }
    command.addAll(options.args());
    return command;
  }

  private static List<String> dataArgs(InetSocketAddress address, Path directory) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("--bind", address.getHostString()));
    args.addAll(List.of("--port", Integer.toString(address.getPort())));
    // Redis 7 connects from any address, and the other nodes of a cluster would take that for its
    // own.
    args.addAll(List.of("--cluster-announce-ip", address.getHostString()));
    args.addAll(List.of("--dir", directory.toString()));
    args.addAll(List.of("--save", "", "--appendonly", "no"));
    args.addAll(List.of("--protected-mode", "no", "--daemonize", "no"));
    // Through a pipe rather than a file: a child that writes a file would outlive a killed server.
    args.addAll(List.of("--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0"));
    return args;
  }

  /** A Sentinel keeps what it learns in its configuration file, and does not start without one. */
  private static Path sentinelFile(InetSocketAddress address, Path directory, List<String> lines)
      throws IOException {
    List<String> all = new ArrayList<>();
    all.add("bind " + address.getHostString());
    all.add("port " + address.getPort());
    all.add("dir " + directory);
    all.add("protected-mode no");
    all.addAll(lines);
    return Files.write(directory.resolve("sentinel.conf"), all);
  }

  /** Any reply but LOADING will do: one that asks for a password is ready, too. */
  private static boolean ready(InetSocketAddress address) {
    try (RespClient client = new RespClient(address, PING_TIMEOUT_MILLIS)) {
      return !client.send("PING").startsWith("-LOADING");
    } catch (IOException notYet) {
      return false;
    }
  }

  private void signal(String name) {
    if (!process.isAlive()) {
      throw new RedisServerException("redis process " + pid() + ": gone (expected: a running one)");
    }
    try {
      // The shell's own kill: the program of that name is missing in slim images.
      Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
          .redirectErrorStream(true)
          .start();
      if (kill.onExit().join().exitValue() != 0) {
        throw new RedisServerException("redis process " + pid() + ": SIG" + name + " failed");
      }
    } catch (IOException failed) {
      throw new RedisServerException("redis process " + pid() + ": SIG" + name + " failed", failed);
    }
  }

  /** A signal is delivered in its own time; Linux tells when it has been. Elsewhere nobody waits. */
  private void awaitState(boolean stopped) {
    Path stat = Path.of("/proc", Long.toString(pid()), "stat");
    try {
      while (Files.exists(stat) && isStopped(Files.readString(stat)) != stopped) {
        pause();
      }
    } catch (IOException gone) {
      throw new RedisServerException("redis process " + pid() + ": gone", gone);
    }
  }

  /** The state is the first letter after the program's name in parentheses. */
  private static boolean isStopped(String stat) {
    int state = stat.lastIndexOf(')') + 2;
    return stat.charAt(state) == 'T';
  }

  private static void pause() {
    try {
      Thread.sleep(STEP_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RedisServerException("redis server: interrupted while waiting for it", interrupted);
    }
  }
}
