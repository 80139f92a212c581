package io.redpoll.kubernetes;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The object that made a pod.
 *
 * @param kind its kind, empty if nobody made it
 * @param name its name
 */
record PodOwner(String kind, String name) {

  /** By these labels operators and charts name the whole that a pod is part of. */
  private static final List<String> INSTANCE_LABELS = List.of("app.kubernetes.io/instance", "app");

  static PodOwner of(JsonObject pod) {
    for (Object element : Json.elements(Json.object(pod, "metadata"), "ownerReferences")) {
      if (element instanceof JsonObject owner && Json.flag(owner, "controller", false)) {
        return new PodOwner(Json.text(owner, "kind"), Json.text(owner, "name"));
      }
    }
    return new PodOwner("", "");
  }

  boolean isJob() {
    return kind.equals("Job");
  }

  /**
   * The name of the Service that the pod counts to while no slice says so: its instance or app, else what made it, else
   * its own name.
   */
  String service(Metadata pod) {
    for (String label : INSTANCE_LABELS) {
      String value = pod.labels().getOrDefault(label, "");
      if (Metadata.isName(value)) {
        return value;
      }
    }
    String hash = "-" + pod.labels().getOrDefault("pod-template-hash", "");
    String deployment = hash.length() > 1 && name.endsWith(hash)
        ? name.substring(0, name.length() - hash.length())
        : name;
    return Metadata.isName(deployment) ? deployment : pod.key().name();
  }
}
