package io.redpoll.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the image of the agent holds, made as the Containerfile makes it: its jars, and an archive of the classes that an
 * agent loads until it runs. Blocks.
 */
final class AgentImage implements AutoCloseable {

  /** The class path of the benchmark less what only its peers need. */
  private static final Pattern PEERS = Pattern.compile(
      ".*(lettuce|kubernetes-client|kubernetes-model|kubernetes-httpclient|zjsonpatch|jackson-databind|jackson-dataformat|jackson-datatype"
          + "|reactor|reactive-streams|snakeyaml|redpoll-testkit|embedded-redis|jedis).*");

  /** As in the manifest of the agent's jar. */
  private static final List<String> OPENED = List.of(
      "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
      "--add-opens=java.base/java.lang=ALL-UNNAMED",
      "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
      "--add-opens=java.management/sun.management=ALL-UNNAMED",
      "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  /** How the Containerfile runs the agent for its archive. */
  static final List<String> TRAINING = List.of(
      "agent",
      "--http-host",
      "127.0.0.1",
      "--kubernetes-url",
      "http://127.0.0.1:1",
      "--cluster-enabled",
      "--cluster-members",
      "127.0.0.1:5701",
      "--cluster-public-host",
      "127.0.0.1");

  static final int TRAINING_SECONDS = 20;

  private final Path directory;
  private final String classPath;

  private AgentImage(Path directory, String classPath) {
    this.directory = directory;
    this.classPath = classPath;
  }

  /** Makes it of the class path of this JVM; takes the ports of an agent for a while. */
  static AgentImage build() throws Exception {
    Path directory = Files.createTempDirectory("redpoll-agent");
    AgentImage image = new AgentImage(directory, jars(directory));
    image.archiveClasses();
    return image;
  }

  /** The start of a command line: a JVM with these flags and the archive, and the agent's main class. */
  List<String> command(List<String> flags) {
    List<String> command = new ArrayList<>(java(flags));
    command.addAll(1, List.of("-XX:SharedArchiveFile=" + archive(), "-Xshare:auto"));
    return command;
  }

  private List<String> java(List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(OPENED);
    command.addAll(List.of("-cp", classPath, "io.redpoll.agent.Redpoll"));
    return command;
  }

  private Path archive() {
    return directory.resolve("redpoll.jsa");
  }

  private void archiveClasses() throws Exception {
    List<String> command =
        java(List.of("-XX:+UseSerialGC", "-XX:ArchiveClassesAtExit=" + archive()));
    command.addAll(TRAINING);
    Process agent = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    boolean ended = agent.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS);
    agent.destroy();
    agent.waitFor();
    if (ended || !Files.exists(archive())) {
      throw new IOException("an agent that was to show its classes ended with " + agent.exitValue()
          + " (expected: 0, after " + TRAINING_SECONDS
          + " s; it needs the ports 5701, 8080 and 15701 on 127.0.0.1)");
    }
  }

  /** An archive takes classes of jars only, so what is not packed yet is packed. */
  private static String jars(Path directory) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (entry.contains("/bench/target") || entry.contains("/testkit/target")) {
        continue;
      }
      if (Files.isDirectory(path)) {
        jars.add(pack(path, directory.resolve(jars.size() + ".jar")).toString());
      } else if (!PEERS.matcher(path.getFileName().toString()).matches()) {
        jars.add(entry);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static Path pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> found = Files.walk(classes)) {
      for (Path path : found.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        Files.copy(path, out);
      }
    }
    return jar;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
