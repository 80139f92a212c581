package io.redpoll.agent.dev;

import io.redpoll.testkit.kubernetes.Replication;
import io.redpoll.testkit.kubernetes.StatefulSetSpec;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The manifests of {@code k8s/examples} as the testkit runs them: what the dev mode shows is what the manifests say. */
final class Examples {

  private static final String NAMESPACE = "default";

  private Examples() {}

  /** Three independent pods behind a headless Service. */
  static StatefulSetSpec redis(Path examples) {
    return read(examples.resolve("redis-statefulset.yaml"), Replication.INDEPENDENT);
  }

  /** One primary and two replicas. */
  static StatefulSetSpec session(Path examples) {
    return read(examples.resolve("session-replicated.yaml"), Replication.PRIMARY_REPLICA);
  }

  private static StatefulSetSpec read(Path manifest, Replication replication) {
    JsonObject set = find(manifest, "StatefulSet");
    JsonObject service = find(manifest, "Service");
    return new StatefulSetSpec(
        set.getJsonObject("metadata").getString("namespace", NAMESPACE),
        set.getJsonObject("metadata").getString("name"),
        service.getJsonObject("metadata").getString("name"),
        set.getJsonObject("spec").getInteger("replicas"),
        (String) JsonPointer.from("/spec/ports/0/name").queryJson(service),
        labels(service),
        replication,
        List.of(),
        false);
  }

  private static Map<String, String> labels(JsonObject service) {
    Map<String, String> labels = new HashMap<>();
    service
        .getJsonObject("metadata")
        .getJsonObject("labels", new JsonObject())
        .forEach(label -> labels.put(label.getKey(), String.valueOf(label.getValue())));
    return labels;
  }

  private static JsonObject find(Path manifest, String kind) {
    try (Reader reader = Files.newBufferedReader(manifest)) {
      for (Object document : new Yaml().loadAll(reader)) {
        if (document instanceof Map<?, ?> map && kind.equals(map.get("kind"))) {
          return new JsonObject(new JsonObject(Map.of("object", map)).encode())
              .getJsonObject("object");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(manifest + ": cannot be read (expected: a manifest)", e);
    }
    throw new IllegalStateException(manifest + ": no " + kind + " (expected: one)");
  }
}
