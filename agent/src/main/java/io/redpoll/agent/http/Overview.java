package io.redpoll.agent.http;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.endpoint.Snapshot;
import io.redpoll.health.ServiceRule;
import io.redpoll.registry.SnapshotJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All Services that are known.
 *
 * @param services one snapshot for each, in the order of their names
 * @param complete whether all agents told of theirs just now; else some of it may be old
 */
record Overview(List<Snapshot> services, boolean complete) {

  static final Overview NOTHING = new Overview(List.of(), false);

  /** Of several snapshots of a Service the newest counts: two agents may tell of one that just went from one to the other. */
  Overview {
    Map<ServiceId, Snapshot> newest = new TreeMap<>();
    services.forEach(snapshot -> newest.merge(
        snapshot.service(), snapshot, (old, now) -> now.version() >= old.version() ? now : old));
    services = List.copyOf(newest.values());
  }

  /** What was known before, mended with what one agent knows now: nothing is lost because others did not answer. */
  Overview mendedWith(Collection<Snapshot> own) {
    return new Overview(Stream.concat(services.stream(), own.stream()).toList(), false);
  }

  Optional<Snapshot> find(ServiceId id) {
    return services.stream().filter(any -> any.service().equals(id)).findFirst();
  }

  /** The snapshot with its status as a whole. */
  static JsonObject encode(Snapshot snapshot) {
    return SnapshotJson.encode(snapshot)
        .put("status", ServiceRule.conclude(snapshot).name());
  }

  JsonObject toJson() {
    JsonArray all = new JsonArray();
    services.forEach(snapshot -> all.add(encode(snapshot)));
    return new JsonObject().put("services", all).put("complete", complete);
  }
}
