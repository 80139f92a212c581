package io.redpoll.testkit.kubernetes;

import java.time.Duration;

/**
 * How long the parts of Kubernetes that are not here take.
 *
 * @param noticed from the end of a process to the endpoint that is not ready: the kubelet's part
 * @param replaced from the endpoint that is not ready to the start of the new pod: the controller's and the scheduler's part
 * @param terminated from the deletion of a pod, which marks its endpoint as terminating, to SIGTERM: a preStop hook
 * @param gracePeriod from SIGTERM to SIGKILL
 */
public record PodTiming(
    Duration noticed, Duration replaced, Duration terminated, Duration gracePeriod) {

  /** Brisk, but in the order of a real cluster. */
  public static final PodTiming DEFAULT = new PodTiming(
      Duration.ofMillis(200),
      Duration.ofSeconds(1),
      Duration.ofMillis(100),
      Duration.ofSeconds(10));

  public PodTiming {
    checked("noticed", noticed);
    checked("replaced", replaced);
    checked("terminated", terminated);
    checked("gracePeriod", gracePeriod);
  }

  public PodTiming withNoticed(Duration newNoticed) {
    return new PodTiming(newNoticed, replaced, terminated, gracePeriod);
  }

  public PodTiming withReplaced(Duration newReplaced) {
    return new PodTiming(noticed, newReplaced, terminated, gracePeriod);
  }

  public PodTiming withTerminated(Duration newTerminated) {
    return new PodTiming(noticed, replaced, newTerminated, gracePeriod);
  }

  public PodTiming withGracePeriod(Duration newGracePeriod) {
    return new PodTiming(noticed, replaced, terminated, newGracePeriod);
  }

  private static void checked(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
    }
  }
}
