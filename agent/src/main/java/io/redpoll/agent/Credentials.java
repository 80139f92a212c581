package io.redpoll.agent;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How to log in to the Redis of the Services whose label {@code redpoll.io/credentials} names this entry.
 *
 * @param user the ACL user; empty for the default user
 * @param passwordFile the file that holds the password, and nothing else
 */
record Credentials(String user, String passwordFile) {

  /** The fields of an entry in the file. */
  static final Set<String> FIELDS = Set.of("user", "passwordFile");

  private static final Pattern ENTRY = Pattern.compile("([^=:,]+)=([^=:,]*):([^,]+)");

  static Optional<Map<String, Credentials>> ofText(String text) {
    Map<String, Credentials> entries = new LinkedHashMap<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      Matcher entry = ENTRY.matcher(part.strip());
      if (!entry.matches()) {
        return Optional.empty();
      }
      entries.put(entry.group(1), new Credentials(entry.group(2), entry.group(3)));
    }
    return Optional.of(Map.copyOf(entries));
  }

  static Optional<Map<String, Credentials>> ofJson(Object json) {
    if (!(json instanceof JsonObject object)) {
      return Optional.empty();
    }
    Map<String, Credentials> entries = new LinkedHashMap<>();
    for (String name : object.fieldNames()) {
      if (!(object.getValue(name) instanceof JsonObject entry)
          || !(entry.getValue("user", "") instanceof String user)
          || !(entry.getValue("passwordFile") instanceof String file)
          || file.isBlank()) {
        return Optional.empty();
      }
      entries.put(name, new Credentials(user, file));
    }
    return Optional.of(Map.copyOf(entries));
  }

  JsonObject toJson() {
    return new JsonObject().put("user", user).put("passwordFile", passwordFile);
  }
}
