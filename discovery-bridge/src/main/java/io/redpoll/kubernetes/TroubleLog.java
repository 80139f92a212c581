package io.redpoll.kubernetes;

import io.redpoll.kubernetes.ApiFailure.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Says what goes wrong, once for each reason: a warning when it is new, at debug level as long as it stays the same, and
 * one line when all is well again. It belongs to the context of its source.
 */
final class TroubleLog {

  /** So many objects are told apart; beyond, each fault is at debug level, and still counted. */
  private static final int MAX_OBJECTS = 10_000;

  private static final Logger LOG = System.getLogger(TroubleLog.class.getName());

  /** The reason for each collection that cannot be mirrored at the moment. */
  private final Map<Object, String> troubles = new LinkedHashMap<>();
  /** The last fault told of each object. */
  private final Map<String, String> faults = new HashMap<>();

  private final String server;

  /** Says what goes wrong with this server. */
  TroubleLog(String server) {
    this.server = server;
  }

  /** A request failed. An expired version is no trouble: it happens to every watch that was away for a while. */
  void failed(Object collection, ApiFailure failure, Duration delay) {
    String reason = server + ": " + failure.getMessage();
    String line = "%s; retrying in %.1f s".formatted(reason, delay.toMillis() / 1000.0);
    if (failure.kind() == Kind.EXPIRED) {
      LOG.log(Level.DEBUG, line);
      return;
    }
    boolean known = troubles.containsValue(reason);
    troubles.put(collection, reason);
    LOG.log(known ? Level.DEBUG : Level.WARNING, line);
  }

  /** What failed works. */
  void recovered(Object collection) {
    if (troubles.remove(collection) != null && troubles.isEmpty()) {
      LOG.log(Level.INFO, server + " answers again, and what it knows is mirrored");
    }
  }

  /** An object, an endpoint or an event was skipped. */
  void skipped(String where, String why) {
    boolean room = faults.size() < MAX_OBJECTS || faults.containsKey(where);
    boolean known = !room || Objects.equals(faults.put(where, why), why);
    LOG.log(
        known ? Level.DEBUG : Level.WARNING,
        "skipped " + Printable.of(where) + ": " + why
            + " (expected: what the Kubernetes API documents); all else is mirrored");
  }

  /** An object can be read, or is gone: should it go wrong again, that is news. */
  void readable(String where) {
    faults.remove(where);
  }

  /** Why something cannot be mirrored at the moment, empty if all can. */
  String trouble() {
    return troubles.values().stream().findFirst().orElse("");
  }
}
