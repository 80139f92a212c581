package io.redpoll.testkit.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** The server that embedded-redis carries for this platform, brought out of its jar once per user. */
final class EmbeddedBinary {

  private static final Map<String, String> RESOURCES = Map.of(
      "linux-amd64", "redis-server-6.2.6-v5-linux-amd64",
      "linux-386", "redis-server-6.2.7-linux-386",
      "linux-arm64", "redis-server-6.2.7-linux-arm64",
      "darwin-amd64", "redis-server-6.2.6-v5-darwin-amd64",
      "darwin-arm64", "redis-server-6.2.6-v5-darwin-arm64");

  private EmbeddedBinary() {}

  /**
   * The path of the server.
   *
   * @throws RedisServerException if there is none for this platform, or it cannot be written
   */
  static Path extract() {
    String resource = RESOURCES.get(platform());
    if (resource == null) {
      throw new RedisServerException("redis server: embedded-redis has none for " + platform()
          + " (expected: one of " + RESOURCES.keySet().stream().sorted().toList() + "; or set "
          + RedisBinary.VARIABLE + "=/path/to/redis-server)");
    }
    Path directory =
        Path.of(System.getProperty("java.io.tmpdir"), "redpoll-" + System.getProperty("user.name"));
    try {
      return extract(resource, directory.resolve(resource));
    } catch (IOException failed) {
      throw new RedisServerException(
          "redis server: cannot be written to " + directory + ": " + failed.getMessage()
              + " (expected: a directory of your own; set -Djava.io.tmpdir or "
              + RedisBinary.VARIABLE + "=/path/to/redis-server)",
          failed);
    }
  }

  /** The platform in embedded-redis' words: {@code linux-amd64}. */
  static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String osWord = os.startsWith("mac") ? "darwin" : os.split(" ", -1)[0];
    String archWord =
        switch (arch) {
          case "x86_64" -> "amd64";
          case "x86", "i386", "i686" -> "386";
          case "aarch64" -> "arm64";
          default -> arch;
        };
    return osWord + "-" + archWord;
  }

  private static Path extract(String resource, Path target) throws IOException {
    byte[] content = content(resource);
    if (Files.isExecutable(target) && Arrays.equals(Files.readAllBytes(target), content)) {
      return target;
    }
    Files.createDirectories(target.getParent());
    // Others may extract it at this moment: whoever moves last wins, and each finds a whole file.
    Path part = Files.createTempFile(target.getParent(), "part-", "");
    try {
      Files.write(part, content);
      if (!part.toFile().setExecutable(true)) {
        throw new IOException(part + " cannot be made executable");
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return target;
  }

  private static byte[] content(String resource) throws IOException {
    try (InputStream in = EmbeddedBinary.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new RedisServerException("redis server: " + resource
            + " is not on the class path (expected: com.github.codemonstur:embedded-redis; or set "
            + RedisBinary.VARIABLE + "=/path/to/redis-server)");
      }
      return in.readAllBytes();
    }
  }
}
