package io.redpoll.event;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Messages on Redpoll's addresses that no Redpoll sends: they are dropped and counted, and the first on each address is
 * said in the log. The bus has no login, so whoever reaches its port may send anything.
 *
 * <p>May be used on any thread.
 */
public final class Strangers {

  private static final System.Logger LOG = System.getLogger(Strangers.class.getName());

  /** The most fields that a question or a report may have, and the longest text in it. */
  private static final int MAX_FIELDS = 16;

  private static final int MAX_TEXT = 1_024;

  private final Map<String, Long> dropped = new ConcurrentHashMap<>();

  /** The body of a small message, a question or a report; empty, and counted, if it is none. */
  public Optional<JsonObject> admit(String address, Message<?> message) {
    if (!(message.body() instanceof JsonObject body)) {
      drop(address, "not a JSON object");
      return Optional.empty();
    }
    boolean small = body.size() <= MAX_FIELDS
        && body.getMap().values().stream()
            .allMatch(value -> !(value instanceof CharSequence text) || text.length() <= MAX_TEXT);
    if (!small) {
      drop(
          address,
          "more than " + MAX_FIELDS + " fields or a text of more than " + MAX_TEXT + " characters");
      return Optional.empty();
    }
    return Optional.of(body);
  }

  /** Counts one that was dropped for {@code why}, in words without what it said. */
  public void drop(String address, String why) {
    boolean first = dropped.merge(address, 1L, Long::sum) == 1;
    LOG.log(
        first ? WARNING : DEBUG,
        "{0}: a message was dropped: {1}; more of them are only counted",
        address,
        why);
  }

  /** How many were dropped, by address. */
  public Map<String, Long> dropped() {
    return new TreeMap<>(dropped);
  }
}
