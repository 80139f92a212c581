package io.redpoll.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files that a pod finds mounted: the token, and the certificate of the authority. Blocking. */
final class CredentialFiles {

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

  /** Replaces a file at once, so that nobody reads half of it. */
  void write(Path file, String content) {
    try {
      Path next = Files.createTempFile(directory, "next-", "");
      Files.writeString(next, content);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new UncheckedIOException(file + ": cannot be written", failed);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(caFile());
      Files.deleteIfExists(tokenFile());
      Files.deleteIfExists(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(directory + ": cannot be deleted", failed);
    }
  }
}
