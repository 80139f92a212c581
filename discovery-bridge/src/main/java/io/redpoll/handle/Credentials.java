package io.redpoll.handle;

import static java.util.Objects.requireNonNull;

import io.redpoll.resp.RespCredentials;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who an application logs in to Redis as. The password is asked for at each new connection, so that it may change; it is
 * never shown.
 */
public final class Credentials {

  private static final Set<String> KEYS = Set.of("user", "passwordFile");

  private final String user;
  private final Optional<Path> passwordFile;
  private final Supplier<String> password;

  private Credentials(String user, Optional<Path> passwordFile, Supplier<String> password) {
    this.user = requireNonNull(user, "user is null");
    this.passwordFile = passwordFile;
    this.password = password;
  }

  /**
   * A password in a file, as Kubernetes mounts a Secret; white space at its end is not part of it.
   *
   * @param user the ACL user, empty for the default user
   */
  public static Credentials ofFile(String user, Path passwordFile) {
    return new Credentials(user, Optional.of(passwordFile), () -> "");
  }

  /**
   * A password that {@code password} tells, on an event loop, so that it must not block.
   *
   * @param user the ACL user, empty for the default user
   */
  public static Credentials of(String user, Supplier<String> password) {
    return new Credentials(user, Optional.empty(), requireNonNull(password, "password is null"));
  }

  static Credentials fromJson(String name, JsonObject json) {
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "credentials." + name + "." + key + ": unknown option (expected: user, passwordFile)");
      }
    }
    if (!(json.getValue("passwordFile") instanceof String file)) {
      throw new IllegalArgumentException(
          "credentials." + name + ".passwordFile: missing (expected: the path of a file)");
    }
    return ofFile(json.getString("user", ""), Path.of(file));
  }

  /** Without the password. */
  JsonObject toJson() {
    JsonObject json = new JsonObject().put("user", user);
    passwordFile.ifPresent(file -> json.put("passwordFile", file.toString()));
    return json;
  }

  /** Whether JSON can say all of it. */
  boolean inFile() {
    return passwordFile.isPresent();
  }

  /** What to log in with now. */
  Future<RespCredentials> read(Vertx vertx) {
    if (passwordFile.isEmpty()) {
      return Future.future(promise -> promise.complete(new RespCredentials(user, password.get())));
    }
    return vertx
        .fileSystem()
        .readFile(passwordFile.get().toString())
        .map(bytes -> new RespCredentials(user, bytes.toString().stripTrailing()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Credentials that
        && user.equals(that.user)
        && passwordFile.equals(that.passwordFile)
        && (inFile() || password.equals(that.password));
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, passwordFile);
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
