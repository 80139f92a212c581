package io.redpoll.agent;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of {@code k8s/} as JSON. A key that stands twice in one map is an error. */
public final class ManifestFiles {

  public static final Path K8S = Path.of("..", "k8s");

  private ManifestFiles() {}

  /** All YAML files below a folder but those that say how others are put together. */
  static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The objects of one file, in their order. */
  public static List<JsonObject> read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /** The objects of a YAML text, in their order. */
  static List<JsonObject> parse(String text) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object document : yaml().loadAll(text)) {
      @SuppressWarnings("unchecked")
      Map<String, Object> map = (Map<String, Object>) document;
      // By way of text, so that what is nested becomes JSON as well.
      objects.add(new JsonObject(new JsonObject(map).encode()));
    }
    return objects;
  }

  /** A list that is written as a text within YAML, such as a patch. */
  static List<JsonObject> parseList(String text) {
    List<?> list = yaml().load(text);
    return new JsonArray(new JsonArray(list).encode())
        .stream().map(JsonObject.class::cast).toList();
  }

  private static Yaml yaml() {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(strict));
  }
}
