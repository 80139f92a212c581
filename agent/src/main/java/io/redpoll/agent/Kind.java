package io.redpoll.agent;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What values an option takes, and how they are read and written.
 *
 * @param expected what is expected, in words for an error message
 * @param fromText reads a flag or a variable; empty if it does not fit
 * @param fromJson reads a value of the file; empty if it does not fit
 * @param toJson writes a value as it stands in the file
 * @param shown whether a wrong value may be shown; not if it may hold a secret
 */
record Kind<T>(
    String expected,
    Function<String, Optional<T>> fromText,
    Function<Object, Optional<T>> fromJson,
    Function<T, Object> toJson,
    boolean shown) {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  /** Any text that {@code accepted} takes. */
  static Kind<String> text(String expected, Predicate<String> accepted) {
    return ofText(expected, text -> Optional.of(text).filter(accepted), value -> value);
  }

  /** Any text on one line, or nothing. */
  static Kind<String> text(String expected) {
    return text(expected, text -> text.chars().noneMatch(Character::isISOControl));
  }

  /** One of {@code words}, in lower case. */
  static Kind<String> choice(String... words) {
    return text("one of " + String.join(", ", words), Arrays.asList(words)::contains);
  }

  /** The URL of a server, or nothing. A wrong one is not shown, since it may hold a password. */
  static Kind<String> url() {
    Kind<String> kind = text(
        "an http or https URL without user and password", text -> text.isEmpty() || isUrl(text));
    return new Kind<>(kind.expected, kind.fromText, kind.fromJson, kind.toJson, false);
  }

  static Kind<Boolean> yesNo() {
    return new Kind<>(
        "true or false",
        text -> text.equals("true") || text.equals("false")
            ? Optional.of(text.equals("true"))
            : Optional.empty(),
        json -> json instanceof Boolean value ? Optional.of(value) : Optional.empty(),
        value -> value,
        true);
  }

  /** A whole number from {@code min} to {@code max}. */
  static Kind<Integer> number(int min, int max) {
    Function<String, Optional<Integer>> fromText = text -> Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,9}"))
        .map(Integer::valueOf)
        .filter(value -> value >= min && value <= max);
    return new Kind<>(
        "a whole number from " + min + " to " + max,
        fromText,
        json -> json instanceof Integer value ? fromText.apply(value.toString()) : Optional.empty(),
        value -> value,
        true);
  }

  /** A time such as {@code 500ms}, {@code 1s}, {@code 1m}, not shorter than {@code min}. */
  static Kind<Duration> duration(Duration min) {
    return ofText(
        "a time such as 500ms, 1s or 1m, at least " + format(min),
        text -> duration(text).filter(value -> value.compareTo(min) >= 0),
        Kind::format);
  }

  /** A list: an array of texts in the file, texts with commas between them elsewhere. */
  static Kind<List<String>> list(String expected, Predicate<String> accepted) {
    Function<List<String>, Optional<List<String>>> check =
        list -> Optional.of(list).filter(items -> items.stream().allMatch(accepted));
    return new Kind<>(
        "a list of " + expected,
        text -> check.apply(Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .toList()),
        json -> texts(json).flatMap(check),
        JsonArray::new,
        true);
  }

  /** Credentials by name; never shown. */
  static Kind<Map<String, Credentials>> credentials() {
    return new Kind<>(
        "entries of a name, a user and a passwordFile, name=user:/path,... as a flag or variable;"
            + " a password stands in a file of its own",
        Credentials::ofText,
        Credentials::ofJson,
        entries -> {
          JsonObject json = new JsonObject();
          entries.forEach((name, entry) -> json.put(name, entry.toJson()));
          return json;
        },
        false);
  }

  private static <T> Kind<T> ofText(
      String expected, Function<String, Optional<T>> fromText, Function<T, Object> toJson) {
    return new Kind<>(
        expected,
        fromText,
        json -> json instanceof String text ? fromText.apply(text) : Optional.empty(),
        toJson,
        true);
  }

  private static boolean isUrl(String text) {
    try {
      URI url = new URI(text);
      return url.getScheme() != null
          && url.getScheme().toLowerCase(Locale.ROOT).matches("https?")
          && url.getHost() != null
          && url.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Optional<List<String>> texts(Object json) {
    return json instanceof JsonArray array && array.stream().allMatch(String.class::isInstance)
        ? Optional.of(array.stream().map(String.class::cast).toList())
        : Optional.empty();
  }

  private static Optional<Duration> duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(parts.group(1));
    return Optional.of(
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }

  private static String format(Duration value) {
    long millis = value.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
