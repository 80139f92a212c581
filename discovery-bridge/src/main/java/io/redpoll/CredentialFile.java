package io.redpoll;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A named entry of the configuration that a Service points at with the label {@code redpoll.io/credentials}.
 *
 * @param user the ACL user, empty for the default user
 * @param passwordFile the file that holds the password, a mounted Secret for instance; it is read again when it may have
 *     changed
 */
public record CredentialFile(String user, Path passwordFile) {
  public CredentialFile {
    requireNonNull(user, "user is null");
    requireNonNull(passwordFile, "passwordFile is null");
  }
}
