package io.redpoll.kubernetes;

import io.redpoll.endpoint.ServiceId;
import io.redpoll.kubernetes.Slice.Member;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pods that the pod selector found, and which of them are in slices of Redis. Those that are in none are endpoints of
 * their own; of the others the slices speak. No I/O; it belongs to the context of its source.
 */
final class Pods {

  private final boolean watched;
  private final Map<ObjectKey, Slice> pods = new HashMap<>();
  private final Map<String, Slice> byUid = new HashMap<>();
  private final Map<ServiceId, Map<ObjectKey, Slice>> byService = new HashMap<>();
  /** By pod uid: the Services whose slices name it, and how many of their slices do. */
  private final Map<String, Map<ServiceId, Integer>> inSlices = new HashMap<>();

  /**
   * Knows none yet.
   *
   * @param watched whether there is a pod selector; without one this costs nothing
   */
  Pods(boolean watched) {
    this.watched = watched;
  }

  int size() {
    return pods.size();
  }

  Set<ObjectKey> keys() {
    return pods.keySet();
  }

  Optional<Slice> find(ObjectKey key) {
    return Optional.ofNullable(pods.get(key));
  }

  /** A pod is new or changed: the Services that this concerns. */
  Set<ServiceId> put(Slice pod) {
    Set<ServiceId> concerned = remove(pod.key());
    pods.put(pod.key(), pod);
    byUid.put(pod.uid(), pod);
    byService.computeIfAbsent(pod.service(), service -> new HashMap<>()).put(pod.key(), pod);
    concerned.addAll(concerned(pod));
    return concerned;
  }

  /** A pod is gone: the Services that this concerns. */
  Set<ServiceId> remove(ObjectKey key) {
    Slice known = pods.remove(key);
    if (known == null) {
      return new HashSet<>();
    }
    byUid.remove(known.uid(), known);
    byService.computeIfPresent(known.service(), (service, ofService) -> {
      ofService.remove(key);
      return ofService.isEmpty() ? null : ofService;
    });
    return concerned(known);
  }

  /** A slice is there, or is not any more: the Services whose pods this takes away or brings back. */
  Set<ServiceId> slice(Slice slice, boolean there) {
    Set<ServiceId> concerned = new HashSet<>();
    if (!watched || slice.ports().isEmpty()) {
      return concerned;
    }
    for (Member member : slice.endpoints()) {
      if (!member.podUid().isEmpty()) {
        count(member.podUid(), slice.service(), there ? 1 : -1);
        Optional.ofNullable(byUid.get(member.podUid()))
            .ifPresent(pod -> concerned.add(pod.service()));
      }
    }
    return concerned;
  }

  /** The pods that count to this Service although no slice names them. */
  Collection<Slice> stray(ServiceId service) {
    Map<ObjectKey, Slice> ofService = byService.get(service);
    if (ofService == null) {
      return List.of();
    }
    return ofService.values().stream()
        .filter(pod -> !inSlices.containsKey(pod.uid()))
        .toList();
  }

  /** What is known of a pod beside its slices. */
  Optional<Member> member(String uid) {
    return Optional.ofNullable(byUid.get(uid)).map(pod -> pod.endpoints().get(0));
  }

  private Set<ServiceId> concerned(Slice pod) {
    Set<ServiceId> concerned =
        new HashSet<>(inSlices.getOrDefault(pod.uid(), Map.of()).keySet());
    concerned.add(pod.service());
    return concerned;
  }

  private void count(String uid, ServiceId service, int change) {
    Map<ServiceId, Integer> ofPod = inSlices.computeIfAbsent(uid, pod -> new HashMap<>());
    if (ofPod.merge(service, change, Integer::sum) == 0) {
      ofPod.remove(service);
    }
    if (ofPod.isEmpty()) {
      inSlices.remove(uid);
    }
  }
}
