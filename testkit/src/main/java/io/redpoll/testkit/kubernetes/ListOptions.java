package io.redpoll.testkit.kubernetes;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What a list or watch asks for.
 *
 * @param selected whether an object is asked for: namespace, labels and fields
 * @param selective whether anything but the namespace narrows the choice
 * @param version the resource version and how to take it
 * @param limit the most items on a page, 0 for all
 * @param continueToken where the page starts, empty for the first
 * @param watch whether to watch rather than to list
 * @param bookmarks whether the watch may get bookmarks
 * @param initialEvents whether the watch starts with all objects: {@code "true"}, {@code "false"}, or empty for what the
 *     version implies
 * @param timeout when the watch ends
 */
record ListOptions(
    Predicate<StoredObject> selected,
    boolean selective,
    Version version,
    int limit,
    String continueToken,
    boolean watch,
    boolean bookmarks,
    String initialEvents,
    Duration timeout) {

  /** Without {@code timeoutSeconds} a real server picks 30 to 60 minutes. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

  private static final long MAX_TIMEOUT_SECONDS = Duration.ofDays(1).toSeconds();

  /**
   * Reads the query of a request.
   *
   * @param namespace the namespace asked for, empty for all
   * @throws StatusException if a parameter makes no sense
   */
  static ListOptions parse(Kind kind, String namespace, MultiMap query) {
    String labels = text(query, "labelSelector", "");
    String fields = text(query, "fieldSelector", "");
    LabelSelector labelSelector = LabelSelector.parse(labels);
    FieldSelector fieldSelector = FieldSelector.parse(kind, fields);
    Predicate<StoredObject> selected = object -> object.key().kind() == kind
        && (namespace.isEmpty() || namespace.equals(object.key().namespace()))
        && labelSelector.test(object.json())
        && fieldSelector.test(object.json());
    return new ListOptions(
        selected,
        !labels.isEmpty() || !fields.isEmpty(),
        new Version(text(query, "resourceVersion", ""), text(query, "resourceVersionMatch", "")),
        (int) Math.min(Integer.MAX_VALUE, number("limit", text(query, "limit", "0"))),
        text(query, "continue", ""),
        truth(text(query, "watch", "")),
        truth(text(query, "allowWatchBookmarks", "")),
        text(query, "sendInitialEvents", ""),
        timeout(number("timeoutSeconds", text(query, "timeoutSeconds", "0"))));
  }

  /**
   * Whether a watch may be asked for like this.
   *
   * @param streamingLists whether the server has streaming lists
   * @throws StatusException if not
   */
  void checkWatch(boolean streamingLists) {
    if (initialEvents.isEmpty() && !version.match().isEmpty()) {
      throw new StatusException(ApiStatus.invalid(
          "resourceVersionMatch",
          "Forbidden: is forbidden for watch unless sendInitialEvents is provided"));
    }
    if (!initialEvents.isEmpty() && !streamingLists) {
      throw new StatusException(ApiStatus.invalid(
          "sendInitialEvents",
          "Forbidden: is forbidden for watch unless the WatchList feature gate is enabled"));
    }
    if (!initialEvents.isEmpty() && !version.match().equals("NotOlderThan")) {
      throw new StatusException(ApiStatus.invalid(
          "resourceVersionMatch",
          "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    version.number();
  }

  private static String text(MultiMap query, String name, String absent) {
    String value = query.get(name);
    return value == null || value.isEmpty() ? absent : value;
  }

  private static boolean truth(String value) {
    return value.equals("1") || value.equalsIgnoreCase("true");
  }

  private static Duration timeout(long seconds) {
    return seconds == 0
        ? DEFAULT_TIMEOUT
        : Duration.ofSeconds(Math.min(seconds, MAX_TIMEOUT_SECONDS));
  }

  private static long number(String name, String value) {
    // At most 18 digits, since 19 may be more than a long holds.
    if (value.matches("[0-9]{1,18}")) {
      return Long.parseLong(value);
    }
    throw new StatusException(
        ApiStatus.badRequest(name + ": " + value + " (expected: a number, 0 or more)"));
  }

  /**
   * A resource version as asked for.
   *
   * @param text the version; {@code ""} for the newest, {@code "0"} for any
   * @param match {@code Exact}, {@code NotOlderThan}, or empty for what the version implies
   */
  record Version(String text, String match) {

    boolean newest() {
      return text.isEmpty();
    }

    boolean any() {
      return text.equals("0");
    }

    long number() {
      return newest() ? 0 : ListOptions.number("resourceVersion", text);
    }
  }
}
