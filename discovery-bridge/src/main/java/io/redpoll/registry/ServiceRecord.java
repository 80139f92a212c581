package io.redpoll.registry;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.Status;
import java.util.Optional;

/**
 * The service record: one for each Service, with the whole snapshot under {@code metadata.redpoll}. All that a handle
 * needs.
 */
public final class ServiceRecord {

  /** The type of service records, and the name of the service type that makes handles of them. */
  public static final String TYPE = "redis-service";

  /** Where Redpoll keeps what is its own in a record's metadata, never at top level (requirement BR-02). */
  static final String METADATA = "redpoll";

  private static final String PREFIX = "redpoll/";

  private ServiceRecord() {}

  /** The registration of the record of {@code service}: the same on every agent, so that writing it is an upsert. */
  public static String registration(ServiceId service) {
    return PREFIX + service;
  }

  /** The record that says {@code snapshot}. */
  public static Record of(Snapshot snapshot) {
    return new Record()
        .setName(snapshot.service().toString())
        .setType(TYPE)
        .setStatus(Status.UP)
        .setRegistration(registration(snapshot.service()))
        .setLocation(new JsonObject().put("endpoint", snapshot.service().toString()))
        .setMetadata(new JsonObject().put(METADATA, SnapshotJson.encode(snapshot)));
  }

  /** Whether {@code record} is a service record of Redpoll's; its snapshot may still be malformed. */
  public static boolean isServiceRecord(Record record) {
    return TYPE.equals(record.getType())
        && record.getMetadata() != null
        && record.getMetadata().getValue(METADATA) instanceof JsonObject;
  }

  /**
   * The Service of a record of Redpoll's, of either kind and also of an announcement, which may lack the registration;
   * empty for foreign records.
   */
  public static Optional<ServiceId> service(Record record) {
    JsonObject metadata = record.getMetadata();
    if (metadata == null || !(metadata.getValue(METADATA) instanceof JsonObject own)) {
      return Optional.empty();
    }
    return own.getValue("service") instanceof String service
        ? Optional.of(ServiceId.parse(service))
        : Optional.empty();
  }

  /**
   * The snapshot that a service record says.
   *
   * @throws IllegalArgumentException if the record is foreign or malformed
   */
  public static Snapshot snapshot(Record record) {
    if (!isServiceRecord(record)) {
      throw new IllegalArgumentException("record: type " + record.getType() + " (expected: " + TYPE
          + " with metadata." + METADATA + ")");
    }
    return SnapshotJson.decode(record.getMetadata().getJsonObject(METADATA));
  }
}
