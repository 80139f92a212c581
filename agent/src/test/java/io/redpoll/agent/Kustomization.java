package io.redpoll.agent;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts together what a {@code kustomization.yaml} names, as far as {@code k8s/} uses it: resources, components, images, and
 * patches that add. Anything else in the file is an error, so that nothing is passed over in silence.
 */
final class Kustomization {

  private static final Set<String> KNOWN =
      Set.of("apiVersion", "kind", "resources", "components", "images", "patches");

  private Kustomization() {}

  static List<JsonObject> render(Path folder) {
    return apply(folder, new ArrayList<>());
  }

  private static List<JsonObject> apply(Path folder, List<JsonObject> objects) {
    JsonObject file = ManifestFiles.read(folder.resolve("kustomization.yaml")).get(0);
    if (!KNOWN.containsAll(file.fieldNames())) {
      throw new AssertionError(
          folder + ": " + file.fieldNames() + " (expected: none but " + KNOWN + ")");
    }
    texts(file, "resources")
        .map(folder::resolve)
        .forEach(resource -> objects.addAll(
            Files.isDirectory(resource) ? render(resource) : ManifestFiles.read(resource)));
    texts(file, "components").forEach(component -> apply(folder.resolve(component), objects));
    entries(file, "patches").forEach(patch -> patch(patch, objects));
    entries(file, "images").forEach(image -> objects.forEach(object -> name(image, object)));
    return objects;
  }

  private static void patch(JsonObject patch, List<JsonObject> objects) {
    JsonObject target = patch.getJsonObject("target");
    List<JsonObject> found = objects.stream()
        .filter(object -> object.getString("kind").equals(target.getString("kind")))
        .filter(object ->
            object.getJsonObject("metadata").getString("name").equals(target.getString("name")))
        .toList();
    if (found.isEmpty()) {
      throw new AssertionError("patch of " + target + " (expected: such an object)");
    }
    for (JsonObject operation : ManifestFiles.parseList(patch.getString("patch"))) {
      if (!operation.getString("op").equals("add")) {
        throw new AssertionError(operation + " (expected: op add)");
      }
      JsonPointer path = JsonPointer.from(operation.getString("path"));
      found.forEach(object -> path.writeJson(object, operation.getValue("value")));
    }
  }

  private static void name(JsonObject image, JsonObject object) {
    Object containers = JsonPointer.from("/spec/template/spec/containers").queryJson(object);
    if (containers instanceof JsonArray list) {
      list.stream()
          .map(JsonObject.class::cast)
          .filter(container -> container.getString("image").equals(image.getString("name")))
          .forEach(container ->
              container.put("image", image.getString("name") + ":" + image.getString("newTag")));
    }
  }

  private static Stream<String> texts(JsonObject file, String field) {
    return file.getJsonArray(field, new JsonArray()).stream().map(String.class::cast);
  }

  private static Stream<JsonObject> entries(JsonObject file, String field) {
    return file.getJsonArray(field, new JsonArray()).stream().map(JsonObject.class::cast);
  }
}
