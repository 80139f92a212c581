package io.redpoll.kubernetes;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystem;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The bearer token, read from its file each time that it is used, since Kubernetes changes it about every hour. A file
 * that is missing or empty for a moment is bridged with the token that was. It belongs to the context of its source.
 */
final class TokenFile {

  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private final FileSystem files;
  private final Optional<Path> path;
  private String last = "";

  TokenFile(FileSystem files, Optional<Path> path) {
    this.files = files;
    this.path = path;
  }

  /** The token, empty if none is configured. Fails with an {@link ApiFailure} if there never was one. */
  Future<String> read() {
    if (path.isEmpty()) {
      return Future.succeededFuture("");
    }
    return files
        .readFile(path.get().toString())
        .otherwise(unreadable -> Buffer.buffer())
        .map(this::accept);
  }

  /** Which file, for messages. */
  String describe() {
    return path.map(Path::toString).orElse("none");
  }

  private String accept(Buffer content) {
    String token = content.toString().strip();
    if (TOKEN.matcher(token).matches()) {
      last = token;
    } else if (last.isEmpty()) {
      throw new ApiFailure(
          ApiFailure.Kind.UNAUTHORIZED,
          "token file " + describe()
              + " is missing, empty or holds no token (expected: one line of ASCII)");
    }
    return last;
  }
}
