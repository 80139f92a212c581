package io.redpoll.registry;

import io.redpoll.endpoint.Endpoint;
import io.redpoll.endpoint.EndpointId;
import io.redpoll.endpoint.EndpointState;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.ServiceSettings;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.Status;

/**
 * The endpoint record: one for each endpoint of each Service, of type {@code redis}, so that the stock
 * {@code RedisDataSource} makes a working client of it with no Redpoll on the class path.
 *
 * <p>The stock class feeds location and metadata to {@code RedisOptions}, which knows {@code endpoints} only and fails on
 * words of its own with other values: hence the location's array, and nothing of ours at the top level but dotted keys.
 */
public final class EndpointRecord {

  /** The stock type of Redis records. */
  public static final String TYPE = "redis";

  private EndpointRecord() {}

  /** The registration of the record of one endpoint of {@code service}. */
  public static String registration(ServiceId service, EndpointId endpoint) {
    return ServiceRecord.registration(service) + "/" + endpoint;
  }

  /** The record that says the state of one endpoint in {@code snapshot}. */
  static Record of(Snapshot snapshot, EndpointState state) {
    return new Record()
        .setName(snapshot.service().name())
        .setType(TYPE)
        .setStatus(status(state))
        .setRegistration(registration(snapshot.service(), state.id()))
        .setLocation(location(snapshot.settings(), state.endpoint()))
        .setMetadata(metadata(snapshot, state));
  }

  private static Status status(EndpointState state) {
    if (state.status() == io.redpoll.endpoint.Status.DRAINING) {
      return Status.OUT_OF_SERVICE;
    }
    return state.usable() ? Status.UP : Status.DOWN;
  }

  private static JsonObject location(ServiceSettings settings, Endpoint endpoint) {
    String scheme = settings.tls() ? "rediss://" : "redis://";
    return new JsonObject()
        .put("endpoints", new JsonArray().add(scheme + endpoint.address()))
        .put("host", endpoint.address().host())
        .put("port", endpoint.address().port());
  }

  private static JsonObject metadata(Snapshot snapshot, EndpointState state) {
    Endpoint endpoint = state.endpoint();
    JsonObject own = SnapshotJson.encode(state)
        .put("v", SnapshotJson.SCHEMA_VERSION)
        .put("service", snapshot.service().toString());
    return new JsonObject()
        .put(ServiceRecord.METADATA, own)
        .put("kubernetes.name", snapshot.service().name())
        .put("kubernetes.namespace", snapshot.service().namespace())
        .put("kubernetes.uuid", endpoint.id().owner())
        .put("redpoll.role", state.role().label())
        .put("redpoll.status", state.status().name())
        .put("redpoll.zone", endpoint.zone())
        .put("redpoll.node", endpoint.node())
        .put("redpoll.pod", endpoint.pod());
  }
}
