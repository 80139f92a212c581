package io.redpoll.testkit.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Redis server program that has proved to run here.
 *
 * @param path where it is
 * @param version what it says of itself: {@code Redis server v=6.2.11 …}
 */
public record RedisBinary(Path path, String version) {

  /** The environment variable that names another server. */
  public static final String VARIABLE = "REDPOLL_REDIS_SERVER";

  private static final String ADVICE =
      "set " + VARIABLE + "=/path/to/redis-server to use another one";
  private static final Map<String, RedisBinary> FOUND = new ConcurrentHashMap<>();

  /**
   * Finds the server and tries it once per JVM.
   *
   * @param choice a path, or a name to look for on the {@code PATH}; empty for {@link #VARIABLE} or else the server that
   *     embedded-redis carries
   * @throws RedisServerException if there is none, or it does not run
   */
  public static RedisBinary find(String choice) {
    String wanted =
        choice.isEmpty() ? Optional.ofNullable(System.getenv(VARIABLE)).orElse("") : choice;
    return FOUND.computeIfAbsent(
        wanted, name -> tried(name.isEmpty() ? EmbeddedBinary.extract() : located(name)));
  }

  private static Path located(String name) {
    if (name.contains("/") || name.contains(File.separator)) {
      return Path.of(name);
    }
    return Programs.onPath(name)
        .orElseThrow(() -> new RedisServerException(
            "redis server: " + name + " is not on the PATH (expected: a program; " + ADVICE + ")"));
  }

  private static RedisBinary tried(Path path) {
    try {
      Process process = new ProcessBuilder(path.toString(), "--version")
          .redirectErrorStream(true)
          .start();
      process.getOutputStream().close();
      String output = text(process.getInputStream());
      if (process.waitFor() == 0) {
        return new RedisBinary(path, output);
      }
      throw new RedisServerException(explained(path, output));
    } catch (IOException failed) {
      throw new RedisServerException(explained(path, failed), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RedisServerException("redis server: interrupted while it was tried", interrupted);
    }
  }

  /** What a failed trial means to the one who has to repair it. */
  static String explained(Path path, String output) {
    if (output.contains("libssl.so.3") || output.contains("libcrypto.so.3")) {
      return "redis server: " + path
          + " needs OpenSSL 3, and libssl.so.3 or libcrypto.so.3 is missing"
          + " (expected: package libssl3 or openssl-libs; or " + ADVICE + ")";
    }
    return "redis server: " + path + " does not run here: " + output + " (" + ADVICE + ")";
  }

  /** What a program that could not even be tried means. */
  static String explained(Path path, IOException failure) {
    if (!Files.exists(path)) {
      return "redis server: " + path + " does not exist (expected: a program; " + ADVICE + ")";
    }
    // The loader that the program names is what does not exist then: on Alpine, for instance.
    String loader = String.valueOf(failure.getMessage()).contains("error=2,")
        ? "the C library that it was built for is missing"
        : failure.getMessage();
    return "redis server: " + path + " cannot be run: " + loader + " (expected: a program for "
        + EmbeddedBinary.platform() + ", in a directory from which programs may run; " + ADVICE
        + ")";
  }

  private static String text(InputStream output) throws IOException {
    return new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
