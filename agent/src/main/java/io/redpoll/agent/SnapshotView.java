package io.redpoll.agent;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A snapshot as the admin port shows it. */
final class SnapshotView {

  private SnapshotView() {}

  static JsonObject of(Snapshot snapshot) {
    JsonArray endpoints = new JsonArray();
    snapshot.endpoints().forEach(state -> endpoints.add(of(state)));
    JsonObject json = new JsonObject()
        .put("service", snapshot.service().toString())
        .put("version", snapshot.version())
        .put("epoch", snapshot.epoch())
        .put("topology", snapshot.topology().label());
    snapshot.primary().ifPresent(id -> json.put("primary", id.toString()));
    return json.put("ring", new JsonArray(snapshot.ring())).put("endpoints", endpoints);
  }

  private static JsonObject of(EndpointState state) {
    Endpoint endpoint = state.endpoint();
    return new JsonObject()
        .put("id", endpoint.id().toString())
        .put("shard", endpoint.shard())
        .put("pod", endpoint.pod())
        .put("host", endpoint.address().host())
        .put("port", endpoint.address().port())
        .put("node", endpoint.node())
        .put("zone", endpoint.zone())
        .put("status", state.status().name())
        .put("role", state.role().label())
        .put("fenced", state.fenced())
        .put("reason", state.reason());
  }
}
