package io.redpoll.registry;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointConditions;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.HostAndPort;
import io.vertx.core.json.JsonObject;

/** The facts of an endpoint as JSON, without its conditions: the same fields in snapshots and in events. */
public final class EndpointJson {

  private EndpointJson() {}

  /** Writes the facts; more fields may be put beside them. */
  public static JsonObject encode(Endpoint endpoint) {
    return new JsonObject()
        .put("id", endpoint.id().toString())
        .put("shard", endpoint.shard())
        .put("pod", endpoint.pod())
        .put("host", endpoint.address().host())
        .put("port", endpoint.address().port())
        .put("node", endpoint.node())
        .put("zone", endpoint.zone());
  }

  /** Reads the facts; a field that is missing or of the wrong type is an exception, for the caller to explain. */
  public static Endpoint decode(JsonObject json, EndpointConditions conditions) {
    return new Endpoint(
        EndpointId.parse(json.getString("id")),
        json.getString("shard"),
        json.getString("pod"),
        new HostAndPort(json.getString("host"), json.getInteger("port")),
        json.getString("node"),
        json.getString("zone"),
        conditions);
  }
}
