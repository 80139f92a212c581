package io.redpoll.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM in which a benchmark runs once. It ends when its standard input does, so it never outlives who started it. */
final class ForkProcess {

  /** The same for all, so that figures of different machines differ by the machine. */
  private static final List<String> JVM = List.of(
      "-Xms512m",
      "-Xmx512m",
      "-XX:+UseG1GC",
      "-XX:+AlwaysPreTouch",
      "-Dlogback.configurationFile=io/redpoll/bench/logback.xml");

  private ForkProcess() {}

  /**
   * Runs it and gathers what it measured. Blocks.
   *
   * @throws IOException if it fails; why stands on standard error
   */
  static List<Measurement> run(Benchmark benchmark, Scale scale, int fork) throws IOException {
    Process process = new ProcessBuilder(command(benchmark, scale, fork))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    List<Measurement> measurements = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("{")) {
          measurements.add(Measurement.of(new JsonObject(line)));
        } else {
          System.err.println(line);
        }
      }
    }
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw new IOException(benchmark.name() + ": fork " + fork + " failed with exit code " + code);
    }
    return measurements;
  }

  private static List<String> command(Benchmark benchmark, Scale scale, int fork) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-cp", classPath(), Fork.class.getName()));
    command.addAll(List.of(benchmark.name(), scale.name(), Integer.toString(fork)));
    return command;
  }

  /** Of whoever started this class: a build tool loads it by a loader of its own. */
  private static String classPath() {
    return ForkProcess.class.getClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs())
            .map(url -> Path.of(URI.create(url.toString())).toString())
            .collect(Collectors.joining(File.pathSeparator))
        : System.getProperty("java.class.path");
  }
}
