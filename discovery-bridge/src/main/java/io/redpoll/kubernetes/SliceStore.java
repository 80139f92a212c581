package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import io.redpoll.kubernetes.KubernetesMetrics.Mirrored;
import io.redpoll.kubernetes.ServiceLabels.Discover;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
  /** In the order in which they changed, so that one that never rests cannot hold up the others. */
  private final Set<ServiceId> changed = new LinkedHashSet<>();

  private final Pods pods;
  private int endpoints;

  /**
   * A store that knows nothing yet.
   *
   * @param podsWatched whether pods will be told of beside slices
   */
  SliceStore(boolean podsWatched) {
    pods = new Pods(podsWatched);
  }

  /**
   * The whole truth about a namespace, or about all of them. It may be older than what is known, after the cluster was
   * restored from a backup.
   *
   * @param namespace empty for all
   */
  void replace(String namespace, Listing<Slice> listing) {
    Set<ObjectKey> gone = new HashSet<>(slices.keySet());
    gone.removeIf(key -> !isIn(key, namespace) || listing.unreadable().contains(key));
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
    changed.addAll(pods.slice(known, false));
  }

  /** The whole truth about the pods of a namespace, or about all of them. */
  void replacePods(String namespace, Listing<Slice> listing) {
    Set<ObjectKey> gone = new HashSet<>(pods.keys());
    gone.removeIf(key -> !isIn(key, namespace) || listing.unreadable().contains(key));
    for (Slice pod : listing.objects()) {
      gone.remove(pod.key());
      if (!pods.find(pod.key()).filter(pod::equals).isPresent()) {
        changed.addAll(pods.put(pod));
      }
    }
    gone.forEach(this::removePod);
  }

  /** A pod is new or changed. */
  void putPod(Slice pod) {
    Optional<Slice> known = pods.find(pod.key()).filter(one -> one.uid().equals(pod.uid()));
    if (known
        .filter(one -> ResourceVersion.isStale(pod.version(), one.version()))
        .isEmpty()) {
      changed.addAll(pods.put(pod));
    }
  }

  /** A pod is gone, or is over. */
  void removePod(ObjectKey key) {
    changed.addAll(pods.remove(key));
  }

  /** Whether something changed that was not drained yet. */
  boolean hasChanges() {
    return !changed.isEmpty();
  }

  /** The whole truth. What was not drained yet is from now on. */
  EndpointUpdate.Reset reset() {
    drain();
    return new EndpointUpdate.Reset(List.copyOf(told.values()));
  }

  /** What it holds at this moment. */
  Mirrored mirrored() {
    return new Mirrored(slices.size(), pods.size(), told.size(), endpoints);
  }

  /** All that changed since the last call, one update for each Service that differs from what was told of it. */
  List<EndpointUpdate> drain() {
    return drain(Integer.MAX_VALUE);
  }

  /**
   * A part of what changed, so that much of it need not hold up the event loop.
   *
   * @param enough at so many endpoints it stops; at least one Service is always looked at
   */
  List<EndpointUpdate> drain(int enough) {
    List<EndpointUpdate> updates = new ArrayList<>();
    int done = 0;
    for (Iterator<ServiceId> next = changed.iterator(); next.hasNext() && done < enough; ) {
      ServiceId service = next.next();
      next.remove();
      update(service).ifPresent(updates::add);
      ServiceEndpoints now = told.get(service);
      done += now == null ? 1 : 1 + now.endpoints().size();
    }
    return updates;
  }

  private Optional<EndpointUpdate> update(ServiceId service) {
    Map<ObjectKey, Slice> ofService = byService.getOrDefault(service, Map.of());
    Collection<Slice> strays = pods.stray(service);
    ServiceEndpoints before = told.get(service);
    endpoints -= before == null ? 0 : before.endpoints().size();
    if (ofService.isEmpty() && strays.isEmpty()) {
      return told.remove(service) == null
          ? Optional.empty()
          : Optional.of(new EndpointUpdate.Remove(service));
    }
    ServiceEndpoints now =
        new ServiceMerge(service, pods::member).merge(ofService.values(), strays);
    endpoints += now.endpoints().size();
    if (now.equals(before)) {
      return Optional.empty();
    }
    told.put(service, now);
    return Optional.of(new EndpointUpdate.Upsert(now));
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
    } else if (known != null) {
      changed.addAll(pods.slice(known, false));
    }
    slices.put(slice.key(), slice);
    changed.addAll(pods.slice(slice, true));
    byService.computeIfAbsent(slice.service(), service -> new HashMap<>()).put(slice.key(), slice);
    changed.add(slice.service());
  }

  private static boolean isIn(ObjectKey key, String namespace) {
    return namespace.isEmpty() || key.namespace().equals(namespace);
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
