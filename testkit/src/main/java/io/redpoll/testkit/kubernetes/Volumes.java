package io.redpoll.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The volumes of a stateful set: a directory for each ordinal that outlives its pods, and ends with the set. Any thread. */
final class Volumes {

  private final boolean wanted;
  private final Map<Integer, Path> directories = new ConcurrentHashMap<>();

  Volumes(boolean wanted) {
    this.wanted = wanted;
  }

  /** The arguments that make a server use its volume; none without volumes. Blocking. */
  List<String> args(int ordinal) {
    return wanted
        ? List.of("--dir", directories.computeIfAbsent(ordinal, Volumes::create).toString())
        : List.of();
  }

  private static Path create(int ordinal) {
    try {
      return Files.createTempDirectory("redpoll-volume-" + ordinal + "-");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Deletes all. Blocking. */
  void close() {
    directories.values().forEach(Volumes::delete);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException gone) {
      // Closed twice: it is deleted already.
      directory.toFile().delete();
    }
  }
}
