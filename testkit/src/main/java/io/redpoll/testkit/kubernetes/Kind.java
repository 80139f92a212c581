package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonObject;
import java.util.Set;

/** The kinds of object that the API serves. */
public enum Kind {
  /** {@code discovery.k8s.io/v1}. */
  ENDPOINT_SLICE(
      "EndpointSlice", "discovery.k8s.io/v1", "/apis/discovery.k8s.io/v1", "endpointslices"),
  /** Core {@code v1}. */
  POD("Pod", "v1", "/api/v1", "pods"),
  /** Core {@code v1}; stored and served, and nothing comes of it. */
  SERVICE("Service", "v1", "/api/v1", "services");

  /** What pods can be selected by, beside what all objects can. */
  private static final Set<String> POD_FIELDS =
      Set.of("spec.nodeName", "status.phase", "status.podIP");

  private final String kind;
  private final String apiVersion;
  private final String path;
  private final String plural;

  Kind(String kind, String apiVersion, String path, String plural) {
    this.kind = kind;
    this.apiVersion = apiVersion;
    this.path = path;
    this.plural = plural;
  }

  /**
   * The kind of an object.
   *
   * @throws IllegalArgumentException if its {@code apiVersion} and {@code kind} name none of these
   */
  public static Kind of(JsonObject object) {
    Object apiVersion = object.getValue("apiVersion");
    Object kind = object.getValue("kind");
    for (Kind candidate : values()) {
      if (candidate.apiVersion.equals(apiVersion) && candidate.kind.equals(kind)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException("object: " + apiVersion + " " + kind
        + " (expected: discovery.k8s.io/v1 EndpointSlice, or v1 Pod or Service)");
  }

  /** As in an object's {@code kind}. */
  public String kind() {
    return kind;
  }

  /** As in an object's {@code apiVersion}. */
  public String apiVersion() {
    return apiVersion;
  }

  /** The name in request paths and error messages: {@code endpointslices}. */
  public String plural() {
    return plural;
  }

  /** What comes before the namespace or the plural name in a request path. */
  String path() {
    return path;
  }

  /** Whether a field selector may name this field. */
  boolean selects(String field) {
    return field.equals("metadata.name")
        || field.equals("metadata.namespace")
        || (this == POD && POD_FIELDS.contains(field));
  }
}
