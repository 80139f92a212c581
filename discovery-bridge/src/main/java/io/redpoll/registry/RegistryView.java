package io.redpoll.registry;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Redpoll's records as they stand in the registry at one moment, by Service. Pure.
 *
 * <p>Foreign records are left out. A service record that cannot be read counts as none: it will be written anew.
 */
public final class RegistryView {

  private final Map<ServiceId, Map<String, JsonObject>> records = new HashMap<>();
  private final Map<ServiceId, Snapshot> snapshots = new HashMap<>();

  /** Sorts the records of a registry. */
  public RegistryView(Collection<Record> all) {
    for (Record record : all) {
      ServiceRecord.service(record).ifPresent(service -> add(service, record));
    }
  }

  private void add(ServiceId service, Record record) {
    records
        .computeIfAbsent(service, id -> new HashMap<>())
        .put(record.getRegistration(), record.toJson());
    if (ServiceRecord.isServiceRecord(record)) {
      try {
        snapshots.put(service, ServiceRecord.snapshot(record));
      } catch (IllegalArgumentException malformed) {
        // Left out: whoever curates the Service writes a good one over it.
      }
    }
  }

  /** The Services that have records of either kind. */
  public Set<ServiceId> services() {
    return Set.copyOf(records.keySet());
  }

  /** The snapshot that the registry says of a Service. */
  public Optional<Snapshot> snapshot(ServiceId service) {
    return Optional.ofNullable(snapshots.get(service));
  }

  /** All snapshots that the registry says. */
  public List<Snapshot> snapshots() {
    return List.copyOf(snapshots.values());
  }

  Map<String, JsonObject> records(ServiceId service) {
    return records.getOrDefault(service, Map.of());
  }
}
