package io.redpoll.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Writes pods as the API has them, step by step. */
final class PodJson {

  private final JsonObject labels = new JsonObject();
  private final JsonObject metadata;
  private final JsonObject spec = new JsonObject().put("nodeName", "node-1");
  private final JsonArray containers = new JsonArray();
  private final JsonArray initContainers = new JsonArray();
  private final JsonObject status = new JsonObject().put("phase", "Running");

  private PodJson(String name, String uid) {
    metadata = new JsonObject()
        .put("namespace", "shop")
        .put("name", name)
        .put("uid", uid)
        .put("resourceVersion", "1");
    ready(true);
  }

  /** A pod that runs and is ready, with a container named redis that names no port. */
  static PodJson pod(String name, String uid, String address) {
    PodJson pod = new PodJson(name, uid);
    if (!address.isEmpty()) {
      pod.status.put("podIP", address);
    }
    return pod;
  }

  PodJson version(long version) {
    metadata.put("resourceVersion", Long.toString(version));
    return this;
  }

  PodJson label(String name, String value) {
    labels.put(name, value);
    return this;
  }

  PodJson phase(String phase) {
    status.put("phase", phase);
    return this;
  }

  PodJson ready(boolean ready) {
    JsonObject condition =
        new JsonObject().put("type", "Ready").put("status", ready ? "True" : "False");
    status.put("conditions", new JsonArray().add(condition));
    return this;
  }

  PodJson terminating() {
    metadata.put("deletionTimestamp", "2026-11-23T00:00:00Z");
    return this;
  }

  PodJson owner(String kind, String name) {
    JsonObject owner = new JsonObject().put("kind", kind).put("name", name).put("controller", true);
    metadata.put("ownerReferences", new JsonArray().add(owner));
    return this;
  }

  PodJson port(String name, int number) {
    containers.add(container(name, number));
    return this;
  }

  PodJson sidecar(String name, int number) {
    initContainers.add(container(name, number).put("restartPolicy", "Always"));
    return this;
  }

  PodJson initContainer(String name, int number) {
    initContainers.add(container(name, number));
    return this;
  }

  JsonObject json() {
    return new JsonObject()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put("metadata", metadata.copy().put("labels", labels.copy()))
        .put(
            "spec",
            spec.copy()
                .put("containers", containers.copy())
                .put("initContainers", initContainers.copy()))
        .put("status", status.copy());
  }

  /** What the mirror makes of it. */
  Slice read() {
    return ((Reading.Read<Slice>) PodReader.read(json())).object();
  }

  private static JsonObject container(String name, int number) {
    JsonObject port = new JsonObject().put("name", name).put("containerPort", number);
    return new JsonObject().put("name", "c").put("ports", new JsonArray().add(port));
  }
}
