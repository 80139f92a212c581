package io.redpoll.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Writes EndpointSlices as the API has them, step by step. */
final class SliceJson {

  private final JsonObject labels = new JsonObject();
  private final JsonObject metadata = new JsonObject();
  private final JsonArray ports = new JsonArray();
  private final JsonArray endpoints = new JsonArray();
  private final JsonObject json = new JsonObject()
      .put("apiVersion", "discovery.k8s.io/v1")
      .put("kind", "EndpointSlice")
      .put("addressType", "IPv4");

  private SliceJson(String service, String name) {
    labels.put("kubernetes.io/service-name", service);
    metadata
        .put("namespace", "shop")
        .put("name", name)
        .put("uid", "uid-" + name)
        .put("resourceVersion", "1");
  }

  static SliceJson slice(String service, String name) {
    return new SliceJson(service, name);
  }

  SliceJson namespace(String namespace) {
    metadata.put("namespace", namespace);
    return this;
  }

  SliceJson uid(String uid) {
    metadata.put("uid", uid);
    return this;
  }

  SliceJson version(long version) {
    metadata.put("resourceVersion", Long.toString(version));
    return this;
  }

  SliceJson label(String name, String value) {
    labels.put(name, value);
    return this;
  }

  SliceJson ipv6() {
    json.put("addressType", "IPv6");
    return this;
  }

  SliceJson redis() {
    return port("redis", 6379);
  }

  SliceJson port(String name, int number) {
    ports.add(new JsonObject().put("name", name).put("port", number).put("protocol", "TCP"));
    return this;
  }

  /** A ready pod. */
  SliceJson pod(String name, String uid, String address) {
    return endpoint(podEndpoint(name, uid, address));
  }

  SliceJson endpoint(JsonObject endpoint) {
    endpoints.add(endpoint);
    return this;
  }

  static JsonObject podEndpoint(String name, String uid, String address) {
    return new JsonObject()
        .put("addresses", new JsonArray().add(address))
        .put(
            "targetRef",
            new JsonObject()
                .put("kind", "Pod")
                .put("namespace", "shop")
                .put("name", name)
                .put("uid", uid));
  }

  static JsonObject conditions(boolean ready, boolean serving, boolean terminating) {
    return new JsonObject()
        .put("ready", ready)
        .put("serving", serving)
        .put("terminating", terminating);
  }

  JsonObject json() {
    return json.copy()
        .put("metadata", metadata.copy().put("labels", labels.copy()))
        .put("ports", ports.copy())
        .put("endpoints", endpoints.copy());
  }

  /** What the mirror makes of it. */
  Slice read() {
    return ((Reading.Read<Slice>) SliceReader.read(json())).object();
  }
}
