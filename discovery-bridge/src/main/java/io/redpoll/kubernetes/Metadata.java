package io.redpoll.kubernetes;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What every Kubernetes object says of itself.
 *
 * @param key its namespace and name
 * @param uid its uid: an object made anew under the same name has another
 * @param version its resource version
 * @param labels its labels; those that are no text are left out
 */
record Metadata(ObjectKey key, String uid, String version, Map<String, String> labels) {

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([-.:_A-Za-z0-9]{0,251}[A-Za-z0-9])?");

  /** Reads the metadata of an object; what is missing or no text is empty. */
  static Metadata of(JsonObject object) {
    JsonObject metadata = Json.object(object, "metadata");
    return new Metadata(
        new ObjectKey(Json.text(metadata, "namespace"), Json.text(metadata, "name")),
        Json.text(metadata, "uid"),
        Json.text(metadata, "resourceVersion"),
        labelsOf(Json.object(metadata, "labels")));
  }

  /** Why no object can have this metadata; empty if one can. */
  String fault() {
    if (!isName(key.namespace()) || !isName(key.name())) {
      return "metadata.namespace or metadata.name is missing or no name";
    }
    return version.isEmpty() ? "metadata.resourceVersion is missing" : "";
  }

  /** Whether this may name an object: letters, digits and a few signs, at most 253. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  private static Map<String, String> labelsOf(JsonObject json) {
    Map<String, String> labels = new HashMap<>();
    for (String name : json.fieldNames()) {
      if (json.getValue(name) instanceof String value) {
        labels.put(name, value);
      }
    }
    return Map.copyOf(labels);
  }
}
