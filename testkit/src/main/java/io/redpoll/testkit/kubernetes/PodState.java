package io.redpoll.testkit.kubernetes;

import java.util.Optional;

/**
 * Where one pod stands.
 *
 * @param identity which pod
 * @param phase how far it is
 * @param pod its process, null while {@link Phase#PENDING}
 */
record PodState(PodIdentity identity, Phase phase, RedisPod pod) {

  /** How far a pod is. */
  enum Phase {
    /** Created, its process does not answer yet: it has no address. */
    PENDING,
    /** Its process answers. */
    READY,
    /** Its process is gone, and Kubernetes has noticed. */
    FAILED,
    /** It was deleted, and its process is about to end. */
    TERMINATING
  }

  static PodState pending(PodIdentity identity) {
    return new PodState(identity, Phase.PENDING, null);
  }

  PodState ready(RedisPod newPod) {
    return new PodState(identity, Phase.READY, newPod);
  }

  PodState failed() {
    return new PodState(identity, Phase.FAILED, pod);
  }

  PodState terminating() {
    return new PodState(identity, Phase.TERMINATING, pod);
  }

  /** Its process, if it has an address. */
  Optional<RedisPod> addressed() {
    return Optional.ofNullable(pod);
  }
}
