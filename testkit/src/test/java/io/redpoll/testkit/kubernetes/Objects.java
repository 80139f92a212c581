package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Small objects to fill an API with. */
final class Objects {

  private Objects() {}

  static JsonObject slice(String namespace, String name, Map<String, String> labels) {
    JsonObject labelJson = new JsonObject();
    labels.forEach(labelJson::put);
    return new JsonObject()
        .put("apiVersion", "discovery.k8s.io/v1")
        .put("kind", "EndpointSlice")
        .put(
            "metadata",
            new JsonObject().put("name", name).put("namespace", namespace).put("labels", labelJson))
        .put("addressType", "IPv4")
        .put("endpoints", new JsonArray())
        .put("ports", new JsonArray());
  }

  static JsonObject slice(String name) {
    return slice("shop", name, Map.of());
  }

  static JsonObject pod(String namespace, String name, String node) {
    return new JsonObject()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put("metadata", new JsonObject().put("name", name).put("namespace", namespace))
        .put("spec", new JsonObject().put("nodeName", node));
  }
}
