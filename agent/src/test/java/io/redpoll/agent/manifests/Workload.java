package io.redpoll.agent.manifests;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A StatefulSet of pods with one container.
 *
 * @param set its manifest
 * @param service the manifest of the Service that governs it
 */
record Workload(JsonObject set, JsonObject service) {

  String serviceName() {
    return name(service);
  }

  String podName(int ordinal) {
    return name(set) + "-" + ordinal;
  }

  /** The one port of its container. */
  int port() {
    return container().getJsonArray("ports").getJsonObject(0).getInteger("containerPort");
  }

  List<String> command() {
    return texts(container(), "/command");
  }

  /** What tells whether a pod is ready. */
  List<String> readiness() {
    return texts(container(), "/readinessProbe/exec/command");
  }

  /** Where its container finds the volume of this name. */
  String mountPath(String volume) {
    return objects(container(), "volumeMounts").get(volume).getString("mountPath");
  }

  /** The ConfigMap behind the volume of this name. */
  String configMap(String volume) {
    JsonObject template = (JsonObject) at(set, "/spec/template/spec");
    return objects(template, "volumes").get(volume).getJsonObject("configMap").getString("name");
  }

  /** Whether the next pod of a name finds what the one before left on its volume. */
  boolean keepsData() {
    return set.getJsonObject("spec").containsKey("volumeClaimTemplates");
  }

  /** The environment of its container in a namespace. */
  Map<String, String> environment(String namespace) {
    return objects(container(), "env").entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, variable -> {
          Object field = at(variable.getValue(), "/valueFrom/fieldRef/fieldPath");
          if (!"metadata.namespace".equals(field)) {
            throw new AssertionError(variable + " (expected: the namespace)");
          }
          return namespace;
        }));
  }

  private JsonObject container() {
    return ((JsonArray) at(set, "/spec/template/spec/containers")).getJsonObject(0);
  }

  private static Map<String, JsonObject> objects(JsonObject parent, String field) {
    return parent.getJsonArray(field).stream()
        .map(JsonObject.class::cast)
        .collect(Collectors.toMap(object -> object.getString("name"), object -> object));
  }

  private static List<String> texts(JsonObject object, String path) {
    return ((JsonArray) at(object, path)).stream().map(String.class::cast).toList();
  }

  private static Object at(JsonObject object, String path) {
    return JsonPointer.from(path).queryJson(object);
  }

  private static String name(JsonObject object) {
    return object.getJsonObject("metadata").getString("name");
  }
}
