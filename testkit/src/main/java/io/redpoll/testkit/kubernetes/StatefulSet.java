package io.redpoll.testkit.kubernetes;

import java.util.List;

/**
 * A running stateful set with its headless Service: real Redis processes as pods, known to the API, replaced when they end.
 *
 * <p>Its methods block, and may be called on any thread but an event loop.
 */
public final class StatefulSet {

  private final StatefulSetController controller;

  StatefulSet(StatefulSetController controller) {
    this.controller = controller;
  }

  public StatefulSetSpec spec() {
    return controller.spec();
  }

  /** The pods that have an address, by ordinal: also those that are terminating, or dead and not replaced yet. */
  public List<RedisPod> pods() {
    return controller.pods();
  }

  /**
   * The pod of this name that has an address.
   *
   * @throws IllegalArgumentException if there is none at this moment
   */
  public RedisPod pod(String name) {
    return pods().stream()
        .filter(pod -> pod.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("pod: " + name + " (expected: one of "
            + pods().stream().map(RedisPod::name).toList() + ")"));
  }

  /** The pod with this ordinal. */
  public RedisPod pod(int ordinal) {
    return pod(spec().podName(ordinal));
  }

  /** Changes the number of pods; returns when the new ones are ready, and the others gone. */
  public void scale(int replicas) {
    StatefulSetSpec.checkReplicas(replicas);
    controller.awaitScaled(replicas);
  }

  /** Deletes one pod after the other, the highest ordinal first, each after its predecessor's replacement is ready. */
  public void rollingRestart() {
    controller.awaitRollingRestart();
  }

  /** Returns the pod that took the place of another, when it is ready. */
  public RedisPod awaitReplacement(RedisPod old) {
    return controller.awaitReplacement(old);
  }

  /** Returns when all pods are ready. */
  public void awaitReady() {
    controller.awaitReady();
  }

  /** Deletes all pods, and the Service with its slices. {@link #scale} brings them back. */
  public void delete() {
    controller.awaitRemoved();
  }

  void obey(SentinelWord sentinels) {
    controller.awaitObeying(sentinels);
  }
}
