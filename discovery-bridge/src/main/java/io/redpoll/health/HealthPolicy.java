package io.redpoll.health;

import java.time.Duration;

/**
 * How much evidence it takes.
 *
 * @param fall soft failures in a row before an endpoint is DOWN, at least 1; hard evidence needs one
 * @param rise good checks in a row before an endpoint that was DOWN is UP, at least 1
 * @param settle how long the set of endpoints and their roles must have stayed the same before a Service counts as SHARDED,
 *     or a lone newcomer as primary
 * @param shardGrace how long a shard that left Kubernetes is waited for, since a StatefulSet takes a pod away before it
 *     makes the next one of that name; after it the shard counts as scaled away
 */
public record HealthPolicy(int fall, int rise, Duration settle, Duration shardGrace) {

  /** Two failures, two successes, five seconds, one minute. */
  public static final HealthPolicy DEFAULT =
      new HealthPolicy(2, 2, Duration.ofSeconds(5), Duration.ofMinutes(1));

  public HealthPolicy {
    if (fall < 1 || rise < 1) {
      throw new IllegalArgumentException(
          "fall: " + fall + ", rise: " + rise + " (expected: at least 1)");
    }
    if (settle.isNegative() || shardGrace.isNegative()) {
      throw new IllegalArgumentException(
          "settle: " + settle + ", shardGrace: " + shardGrace + " (expected: not negative)");
    }
  }
}
