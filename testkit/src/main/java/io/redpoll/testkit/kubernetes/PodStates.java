package io.redpoll.testkit.kubernetes;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The pods of one stateful set, written to the API with each change. It belongs to the API's context. */
final class PodStates {

  private final ApiRequests api;
  private final StatefulSetSpec spec;
  private final Manifests manifests;
  private final InstantSource clock;
  private final TreeMap<Integer, PodState> states = new TreeMap<>();
  private Set<String> slices = Set.of();

  // Replaced on the API's context, read by anyone.
  private volatile List<RedisPod> pods = List.of();

  PodStates(ApiRequests api, StatefulSetSpec spec, InstantSource clock) {
    this.api = api;
    this.spec = spec;
    this.manifests = new Manifests(spec);
    this.clock = clock;
  }

  /** The pods that have an address, by ordinal; on any thread. */
  List<RedisPod> pods() {
    return pods;
  }

  Optional<PodState> get(int ordinal) {
    return Optional.ofNullable(states.get(ordinal));
  }

  /** The state of a pod, empty if it was replaced or removed. */
  Optional<PodState> get(RedisPod pod) {
    return get(pod.identity().ordinal()).filter(state -> pod.equals(state.pod()));
  }

  /** The highest ordinal there is, or -1. */
  int highest() {
    return states.isEmpty() ? -1 : states.lastKey();
  }

  void put(PodState state) {
    states.put(state.identity().ordinal(), state);
    api.apply(manifests.pod(state, clock.instant()));
    writeSlices();
  }

  void remove(PodIdentity identity) {
    states.remove(identity.ordinal());
    api.delete(new ObjectKey(Kind.POD, spec.namespace(), identity.name()));
    writeSlices();
  }

  /** Writes the Service's slices as they should be, as the endpoint slice controller does: first the new, then without the old. */
  void writeSlices() {
    pods = states.values().stream().flatMap(state -> state.addressed().stream()).toList();
    Set<String> written = new HashSet<>();
    for (JsonObject slice : manifests.slices(states.values())) {
      api.apply(slice);
      written.add(slice.getJsonObject("metadata").getString("name"));
    }
    slices.stream().filter(name -> !written.contains(name)).forEach(this::deleteSlice);
    slices = Set.copyOf(written);
  }

  /** The Service is gone. */
  void removeSlices() {
    slices.forEach(this::deleteSlice);
    slices = Set.of();
  }

  private void deleteSlice(String name) {
    api.delete(new ObjectKey(Kind.ENDPOINT_SLICE, spec.namespace(), name));
  }
}
