package io.redpoll.registry;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to write so that the registry says a snapshot. Pure.
 *
 * @param updates records that are new or differ, the service record first: handles wait for it
 * @param removals registrations of records that must go
 */
record RecordPlan(List<Record> updates, List<String> removals) {

  RecordPlan {
    updates = List.copyOf(updates);
    removals = List.copyOf(removals);
  }

  boolean isEmpty() {
    return updates.isEmpty() && removals.isEmpty();
  }

  /**
   * The difference between what is written and what should be.
   *
   * @param written the records in the registry by registration, as JSON
   * @param wanted the snapshot to write; empty to remove all that is written
   */
  static RecordPlan of(Map<String, JsonObject> written, Optional<Snapshot> wanted) {
    Map<String, Record> target = wanted.map(RecordPlan::records).orElse(Map.of());
    List<Record> updates = new ArrayList<>();
    target.forEach((registration, record) -> {
      if (!record.toJson().equals(written.get(registration))) {
        updates.add(record);
      }
    });
    List<String> removals = new ArrayList<>(written.keySet());
    removals.removeAll(target.keySet());
    return new RecordPlan(updates, removals);
  }

  private static Map<String, Record> records(Snapshot snapshot) {
    Map<String, Record> records = new LinkedHashMap<>();
    ServiceId service = snapshot.service();
    records.put(ServiceRecord.registration(service), ServiceRecord.of(snapshot));
    snapshot
        .endpoints()
        .forEach(state -> records.put(
            EndpointRecord.registration(service, state.id()), EndpointRecord.of(snapshot, state)));
    return records;
  }
}
