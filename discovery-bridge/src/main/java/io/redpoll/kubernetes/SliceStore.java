package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.kubernetes.ServiceLabels.Discover;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The slices that are known, the Services that they make, and what of these was told already. No I/O; it belongs to the
 * context of its source.
 *
 * <p>Changes gather until {@link #drain()}, so that what is undone meanwhile is never told.
 */
final class SliceStore {

  private final Map<ObjectKey, Slice> slices = new HashMap<>();
  private final Map<ServiceId, Map<ObjectKey, Slice>> byService = new HashMap<>();
  private final Map<ServiceId, ServiceEndpoints> told = new TreeMap<>();
  private final Set<ServiceId> changed = new TreeSet<>();

  /**
   * The whole truth about a namespace, or about all of them. It may be older than what is known, after the cluster was
   * restored from a backup.
   *
   * @param namespace empty for all
   */
  void replace(String namespace, Listing<Slice> listing) {
    Set<ObjectKey> gone = new HashSet<>(slices.keySet());
    gone.removeIf(key -> !namespace.isEmpty() && !key.namespace().equals(namespace));
    gone.removeAll(listing.unreadable());
    for (Slice slice : listing.objects()) {
      if (concernsUs(slice)) {
        gone.remove(slice.key());
        keep(slice);
      }
    }
    gone.forEach(this::remove);
  }

  /** A slice is new or changed. What is known already, or older than that, is no news. */
  void put(Slice slice) {
    Slice known = slices.get(slice.key());
    boolean sameObject = known != null && known.uid().equals(slice.uid());
    if (sameObject && ResourceVersion.isStale(slice.version(), known.version())) {
      return;
    }
    if (concernsUs(slice)) {
      keep(slice);
    } else {
      remove(slice.key());
    }
  }

  /** A slice is gone, or is not Redis any more. */
  void remove(ObjectKey key) {
    Slice known = slices.remove(key);
    if (known == null) {
      return;
    }
    Map<ObjectKey, Slice> ofService = byService.get(known.service());
    ofService.remove(key);
    if (ofService.isEmpty()) {
      byService.remove(known.service());
    }
    changed.add(known.service());
  }

  /** All Services that are known: the first update. */
  EndpointUpdate.Reset reset() {
    drain();
    return new EndpointUpdate.Reset(List.copyOf(told.values()));
  }

  /** What changed since the last call, one update for each Service that differs from what was told of it. */
  List<EndpointUpdate> drain() {
    List<EndpointUpdate> updates = new ArrayList<>();
    for (ServiceId service : changed) {
      update(service).ifPresent(updates::add);
    }
    changed.clear();
    return updates;
  }

  private Optional<EndpointUpdate> update(ServiceId service) {
    Map<ObjectKey, Slice> ofService = byService.get(service);
    if (ofService == null) {
      return told.remove(service) == null
          ? Optional.empty()
          : Optional.of(new EndpointUpdate.Remove(service));
    }
    ServiceEndpoints now = ServiceMerge.merge(service, ofService.values());
    return now.equals(told.put(service, now))
        ? Optional.empty()
        : Optional.of(new EndpointUpdate.Upsert(now));
  }

  private void keep(Slice slice) {
    Slice known = slices.get(slice.key());
    if (known != null
        && known.uid().equals(slice.uid())
        && known.version().equals(slice.version())) {
      return;
    }
    if (known != null && !known.service().equals(slice.service())) {
      remove(slice.key());
    }
    slices.put(slice.key(), slice);
    byService.computeIfAbsent(slice.service(), service -> new HashMap<>()).put(slice.key(), slice);
    changed.add(slice.service());
  }

  /**
   * A Service without pods has one slice, and it names no port. Such a slice cannot make a Service of Redis known, but
   * it keeps a known one.
   */
  private boolean concernsUs(Slice slice) {
    return !slice.ports().isEmpty()
        || slice.labels().discover() == Discover.YES
        || (slice.portless()
            && (told.containsKey(slice.service()) || byService.containsKey(slice.service())));
  }
}
