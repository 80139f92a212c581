package io.redpoll.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files that a pod finds mounted: the token, and the certificate of the authority. Blocking. */
final class CredentialFiles {

  private static final String DATA = "..data";

  private final Path directory;

  private CredentialFiles(Path directory) {
    this.directory = directory;
  }

  static CredentialFiles create() {
    try {
      return new CredentialFiles(Files.createTempDirectory("redpoll-kubernetes-"));
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "temporary directory: cannot be made in " + System.getProperty("java.io.tmpdir"), failed);
    }
  }

  Path caFile() {
    return directory.resolve("ca.crt");
  }

  Path tokenFile() {
    return directory.resolve("token");
  }

  /**
   * Replaces a file the way a kubelet does: a new directory with all files, to which one symbolic link is swung, so that
   * nobody reads half of it.
   */
  void write(Path file, String content) {
    try {
      Path version = Files.createTempDirectory(directory, "..");
      Path data = directory.resolve(DATA);
      if (Files.exists(data)) {
        for (Path old : list(data)) {
          Files.copy(old, version.resolve(old.getFileName()));
        }
      }
      Files.writeString(version.resolve(file.getFileName()), content);
      Path next = directory.resolve(DATA + "_tmp");
      Files.createSymbolicLink(next, version.getFileName());
      Optional<Path> before =
          Files.exists(data) ? Optional.of(data.toRealPath()) : Optional.empty();
      Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
      if (!Files.exists(file)) {
        Files.createSymbolicLink(file, Path.of(DATA).resolve(file.getFileName()));
      }
      if (before.isPresent()) {
        deleteTree(before.get());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(file + ": cannot be written", failed);
    }
  }

  void delete() {
    try {
      deleteTree(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(directory + ": cannot be deleted", failed);
    }
  }

  /** Deletes a directory of somebody else's, who may still be writing into it. */
  static void deleteTreeQuietly(Path root) {
    try {
      deleteTree(root);
    } catch (IOException left) {
      System.getLogger(CredentialFiles.class.getName())
          .log(System.Logger.Level.DEBUG, "{0}: left behind: {1}", root, left.getMessage());
    }
  }

  private static void deleteTree(Path root) throws IOException {
    for (Path one : list(root)) {
      if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
        deleteTree(one);
      } else {
        Files.delete(one);
      }
    }
    Files.deleteIfExists(root);
  }

  private static List<Path> list(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.toList();
    }
  }
}
