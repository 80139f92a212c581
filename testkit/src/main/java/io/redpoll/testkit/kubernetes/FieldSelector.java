package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A field selector: fields that must equal, or must not equal, a value. */
record FieldSelector(List<Requirement> requirements) implements Predicate<JsonObject> {

  private static final Pattern REQUIREMENT = Pattern.compile("([A-Za-z.]+)(==|=|!=)(.*)");
  /** A comma that is not escaped. */
  private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

  FieldSelector {
    requirements = List.copyOf(requirements);
  }

  /**
   * Reads a selector; the empty one selects everything.
   *
   * @throws StatusException if it is none, or names a field that this kind cannot be selected by
   */
  static FieldSelector parse(Kind kind, String text) {
    List<Requirement> requirements = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String part : COMMA.split(text, -1)) {
        requirements.add(requirement(kind, part));
      }
    }
    return new FieldSelector(requirements);
  }

  @Override
  public boolean test(JsonObject object) {
    return requirements.stream().allMatch(requirement -> requirement.test(object));
  }

  private static Requirement requirement(Kind kind, String part) {
    Matcher matcher = REQUIREMENT.matcher(part);
    if (!matcher.matches()) {
      throw new StatusException(ApiStatus.badRequest("invalid field selector: " + part));
    }
    String field = matcher.group(1);
    if (!kind.selects(field)) {
      throw new StatusException(ApiStatus.badRequest(
          "field label not supported: " + field + " (of " + kind.plural() + ")"));
    }
    String value = matcher.group(3).replaceAll("\\\\(.)", "$1");
    return new Requirement(List.of(field.split("\\.", -1)), !matcher.group(2).equals("!="), value);
  }

  /**
   * One condition.
   *
   * @param path the steps to the field
   * @param wanted whether the field must equal the value, or must not
   * @param value the value; a missing field equals the empty one
   */
  record Requirement(List<String> path, boolean wanted, String value) {

    Requirement {
      path = List.copyOf(path);
    }

    boolean test(JsonObject object) {
      Object found = object;
      for (String step : path) {
        found = found instanceof JsonObject inner ? inner.getValue(step) : null;
      }
      return value.equals(found == null ? "" : found.toString()) == wanted;
    }
  }
}
