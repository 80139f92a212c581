package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A label selector: equality, sets and existence, all of which must hold. */
record LabelSelector(List<Requirement> requirements) implements Predicate<JsonObject> {

  private static final String KEY = "([A-Za-z0-9][A-Za-z0-9_./-]*)";
  private static final Pattern SET = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)");
  private static final Pattern EQUALITY =
      Pattern.compile(KEY + "\\s*(==|=|!=)\\s*([A-Za-z0-9_.-]*)");
  private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*" + KEY);
  /** A comma that is not inside parentheses. */
  private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))");

  LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /**
   * Reads a selector; the empty one selects everything.
   *
   * @throws StatusException if it is none
   */
  static LabelSelector parse(String text) {
    List<Requirement> requirements = new ArrayList<>();
    if (!text.isBlank()) {
      for (String part : COMMA.split(text, -1)) {
        requirements.add(requirement(part.strip(), text));
      }
    }
    return new LabelSelector(requirements);
  }

  @Override
  public boolean test(JsonObject object) {
    Object stated = object.getJsonObject("metadata").getValue("labels");
    // Malformed objects are served, too: labels that are none select like no labels.
    JsonObject labels = stated instanceof JsonObject json ? json : new JsonObject();
    return requirements.stream().allMatch(requirement -> requirement.test(labels));
  }

  private static Requirement requirement(String part, String whole) {
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      return new Requirement(set.group(1), set.group(2).equals("in"), values(set.group(3)));
    }
    Matcher equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      return new Requirement(
          equality.group(1), !equality.group(2).equals("!="), Set.of(equality.group(3)));
    }
    Matcher existence = EXISTENCE.matcher(part);
    if (existence.matches()) {
      return new Requirement(existence.group(2), existence.group(1).isEmpty(), Set.of());
    }
    throw new StatusException(ApiStatus.badRequest(
        "unable to parse requirement: " + part + " (in label selector: " + whole + ")"));
  }

  private static Set<String> values(String list) {
    return Stream.of(list.split(",", -1)).map(String::strip).collect(Collectors.toSet());
  }

  /**
   * One condition.
   *
   * @param key the label
   * @param wanted whether the label must be there with such a value, or must not
   * @param values the values meant; empty for any
   */
  record Requirement(String key, boolean wanted, Set<String> values) {

    Requirement {
      values = Set.copyOf(values);
    }

    boolean test(JsonObject labels) {
      Object value = labels.getValue(key);
      boolean there = value != null && (values.isEmpty() || values.contains(value.toString()));
      return there == wanted;
    }
  }
}
