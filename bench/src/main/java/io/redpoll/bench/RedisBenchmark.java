package io.redpoll.bench;

import io.redpoll.bench.Ask.Operation;
import io.redpoll.testkit.redis.Programs;
import io.redpoll.testkit.redis.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What Redis itself can take, by its own tool {@code redis-benchmark}: one connection for each outstanding command, or one
 * connection with as many in a pipeline. It is written in C and does nothing with replies but count them.
 */
final class RedisBenchmark {

  static final String CONNECTIONS = "redis-benchmark, connections";
  static final String PIPELINE = "redis-benchmark, pipeline";

  private static final String TOOL = "redis-benchmark";

  /** About as many commands as it does in a second at best, so that a run lasts about as long as a window. */
  private static final double FASTEST = 1_500_000;

  private static final double FASTEST_CONNECTIONS = 120_000;
  private static final double FASTEST_ALONE = 30_000;
  private static final double FASTEST_BYTES = 1.5e9;

  /** Of its output, behind the command. */
  private static final int COLUMNS = 7;

  private final Path tool;
  private final RedisServer server;

  private RedisBenchmark(Path tool, RedisServer server) {
    this.tool = tool;
    this.server = server;
  }

  /** The one on the PATH; empty, with a line that says so, if there is none. */
  static Optional<RedisBenchmark> find(RedisServer server) {
    Optional<Path> tool = Programs.onPath(TOOL);
    if (tool.isEmpty()) {
      System.err.println("no rows of " + TOOL
          + ": it is not on the PATH (expected: package redis-tools of Debian, or the like)");
    }
    return tool.map(path -> new RedisBenchmark(path, server));
  }

  /** Runs both ways of it. */
  void measure(Setting setting, Duration window, int round, Recorder recorder) throws IOException {
    int users = setting.users();
    double connections = users == 1 ? FASTEST_ALONE : FASTEST_CONNECTIONS;
    double pipeline = users == 1 ? FASTEST_ALONE : FASTEST;
    double most = FASTEST_BYTES / setting.bytes();
    run(
        CONNECTIONS,
        setting,
        List.of("-c", count(users), "-P", "1"),
        commands(window, Math.min(most, connections), users),
        round,
        recorder);
    run(
        PIPELINE,
        setting,
        List.of("-c", "1", "-P", count(users)),
        commands(window, Math.min(most, pipeline), users),
        round,
        recorder);
  }

  private static long commands(Duration window, double perSecond, int users) {
    return Math.max(2L * users, (long) (window.toMillis() / 1e3 * perSecond));
  }

  private void run(
      String subject,
      Setting setting,
      List<String> way,
      long commands,
      int round,
      Recorder recorder)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(
        tool.toString(),
        "--csv",
        "-h",
        server.host(),
        "-p",
        count(server.port()),
        "-n",
        Long.toString(commands)));
    words.addAll(way);
    words.addAll(
        setting.operation() == Operation.GET
            ? List.of("GET", Ask.of(Operation.GET, setting.bytes())[0].key())
            : List.of("-t", "set", "-r", "1024", "-d", count(setting.bytes())));
    double[] figures = figures(lastLine(words));
    // Commands in a second, then in milliseconds: average, lowest, p50, p95, p99, highest.
    Map<String, Object> setup = setting.words();
    String number = count(round);
    recorder.add(new Measurement(setup, subject, "throughput", "op/s", number, figures[0]));
    recorder.add(new Measurement(setup, subject, "p50", "us", number, figures[3] * 1e3));
    recorder.add(new Measurement(setup, subject, "p99", "us", number, figures[5] * 1e3));
  }

  /** The last columns of a line: the first is the command with its arguments, which may hold commas. */
  static double[] figures(String line) {
    String[] columns = line.replace("\"", "").split(",", -1);
    return Arrays.stream(columns, columns.length - COLUMNS, columns.length)
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static String lastLine(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    List<String> lines;
    try (BufferedReader output = process.inputReader()) {
      lines = output.lines().filter(line -> line.contains(",")).toList();
    }
    process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    if (process.exitValue() != 0 || lines.isEmpty()) {
      throw new IOException(TOOL + ": failed with exit code " + process.exitValue() + ": " + lines);
    }
    return lines.get(lines.size() - 1);
  }

  private static String count(int number) {
    return Integer.toString(number);
  }
}
