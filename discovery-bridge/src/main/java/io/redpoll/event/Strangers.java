package io.redpoll.event;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
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

  /** The same for an event, and the most links of its chain of causes. */
  private static final int MAX_EVENT_FIELDS = 32;

  private static final int MAX_EVENT_TEXT = 8_192;
  private static final int MAX_CAUSES = 256;

  private final Map<String, Long> dropped = new ConcurrentHashMap<>();

  /** The body of a small message, a question or a report; empty, and counted, if it is none. */
  public Optional<JsonObject> admit(String address, Message<?> message) {
    if (!(message.body() instanceof JsonObject body)) {
      drop(address, "not a JSON object");
      return Optional.empty();
    }
    if (!isSmall(body, MAX_FIELDS, MAX_TEXT)) {
      drop(
          address,
          "more than " + MAX_FIELDS + " fields or a text of more than " + MAX_TEXT + " characters");
      return Optional.empty();
    }
    return Optional.of(body);
  }

  /** The body of a health event, as far as its version and size go; empty, and counted, if it is none. */
  Optional<JsonObject> admitEvent(Message<?> message) {
    if (!(message.body() instanceof JsonObject body)) {
      drop(EventAddresses.EVENTS, "not a JSON object");
    } else if (!Integer.valueOf(EventJson.SCHEMA_VERSION).equals(body.getValue("v"))) {
      drop(EventAddresses.EVENTS, "not of version " + EventJson.SCHEMA_VERSION);
    } else if (!isSmall(body, MAX_EVENT_FIELDS, MAX_EVENT_TEXT) || !hasSmallCauses(body)) {
      drop(EventAddresses.EVENTS, "larger than any event, or without causes");
    } else {
      return Optional.of(body);
    }
    return Optional.empty();
  }

  private static boolean hasSmallCauses(JsonObject event) {
    return event.getValue("cause") instanceof JsonArray causes
        && causes.size() <= MAX_CAUSES
        && causes.stream()
            .allMatch(link -> link instanceof JsonObject cause
                && isSmall(cause, MAX_EVENT_FIELDS, MAX_EVENT_TEXT));
  }

  private static boolean isSmall(JsonObject json, int fields, int text) {
    return json.size() <= fields
        && json.getMap().values().stream()
            .allMatch(value -> !(value instanceof CharSequence word) || word.length() <= text);
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
