package io.redpoll;

import static java.lang.System.Logger.Level.WARNING;

import io.redpoll.resp.RespCredentials;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The passwords of the configured entries, read from their files again and again. A file that cannot be read keeps what it
 * last said. Belongs to the context of the bridge; lookups may come from any thread.
 */
final class CredentialStore {

  private static final System.Logger LOG = System.getLogger(CredentialStore.class.getName());

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final InstantSource clock;
  private final Map<String, CredentialFile> files;
  private final Set<String> unreadable = new HashSet<>();
  private volatile Map<String, RespCredentials> credentials = Map.of();
  private Instant notBefore = Instant.MIN;
  private Duration pause = FIRST_PAUSE;

  CredentialStore(Vertx vertx, InstantSource clock, Map<String, CredentialFile> files) {
    this.vertx = vertx;
    this.clock = clock;
    this.files = Map.copyOf(files);
  }

  /** What the entry {@code name} last said; empty for no entry. */
  Optional<RespCredentials> find(String name) {
    return Optional.ofNullable(credentials.get(name));
  }

  /**
   * Reads all files because a server refused a login: the password may have been changed. A server that goes on refusing
   * makes this ever rarer, up to once in 30 s.
   *
   * @return whether that told anything new
   */
  Future<Boolean> rejected() {
    Instant now = clock.instant();
    if (now.isBefore(notBefore)) {
      return Future.succeededFuture(false);
    }
    notBefore = now.plus(pause);
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    Map<String, RespCredentials> before = credentials;
    return refresh().map(read -> {
      boolean changed = !credentials.equals(before);
      pause = changed ? FIRST_PAUSE : pause;
      return changed;
    });
  }

  /** Reads all files. Never fails: what cannot be read is said once and left as it was. */
  Future<Void> refresh() {
    return Future.join(files.entrySet().stream()
            .map(entry -> read(entry.getKey(), entry.getValue()))
            .toList())
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private Future<Void> read(String name, CredentialFile file) {
    return vertx
        .fileSystem()
        .readFile(file.passwordFile().toString())
        .onSuccess(content -> {
          String password = content.toString(StandardCharsets.UTF_8).strip();
          Map<String, RespCredentials> next = new HashMap<>(credentials);
          next.put(name, new RespCredentials(file.user(), password));
          credentials = Map.copyOf(next);
          unreadable.remove(name);
        })
        .onFailure(failure -> {
          if (unreadable.add(name)) {
            LOG.log(
                WARNING,
                "credentials {0}: cannot read {1} (expected: a file with the password); what it last said stays",
                name,
                file.passwordFile());
          }
        })
        .mapEmpty();
  }
}
