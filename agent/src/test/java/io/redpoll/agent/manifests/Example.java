package io.redpoll.agent.manifests;

import io.redpoll.agent.ManifestFiles;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of {@code k8s/examples}.
 *
 * @param objects what it holds
 */
record Example(List<JsonObject> objects) {

  static Example of(String file) {
    return new Example(ManifestFiles.read(ManifestFiles.K8S.resolve("examples").resolve(file)));
  }

  /** The files of a ConfigMap, by name. */
  Map<String, String> files(String configMap) {
    Map<String, String> files = new LinkedHashMap<>();
    find("ConfigMap", configMap)
        .getJsonObject("data")
        .forEach(file -> files.put(file.getKey(), (String) file.getValue()));
    return files;
  }

  /** A StatefulSet with the Service that governs it. */
  Workload workload(String name) {
    JsonObject set = find("StatefulSet", name);
    String service = set.getJsonObject("spec").getString("serviceName");
    return new Workload(set, find("Service", service));
  }

  private JsonObject find(String kind, String name) {
    return objects.stream()
        .filter(object -> object.getString("kind").equals(kind))
        .filter(object -> object.getJsonObject("metadata").getString("name").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(kind + " " + name + ": the example has none"));
  }
}
